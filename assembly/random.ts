/**
 * Threefry-2x32-20 (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011): 2n words.
 *
 *   out[2i], out[2i + 1] = threefry(key = (k0, k1), counter = (from + i, 0))
 */
export function threefry(out: usize, n: i32, k0: i32, k1: i32, from: i32): void {
}
