/** A rectangle of indices into a palette. */
export interface Patch {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly pixels: Uint8Array;
}

/** The first and the last of 0, ..., n - 1 that differ; 0 and 0 where none does. */
const ends = (n: number, differs: (i: number) => boolean): readonly [number, number] => {
  let [first, last] = [0, n - 1];
  while (first < n && !differs(first)) first++;
  if (first === n) return [0, 0];
  while (!differs(last)) last--;
  return [first, last];
};

/**
 * What must be drawn over the picture `before` to make `after`, both row by row and `width` wide: the smallest rectangle
 * that holds all that differs, one pixel where nothing does. In it, what is the same is `transparent`, where there is
 * such an index: long runs, which compress.
 *
 * @example
 * patch(Uint8Array.of(1, 1, 1, 1), Uint8Array.of(1, 1, 2, 1), 2, 9) // => { left: 0, top: 1, width: 1, height: 1, pixels: Uint8Array.of(2) }
 */
export const patch = (before: Uint8Array, after: Uint8Array, width: number, transparent: number | undefined): Patch => {
  const differ = (i: number): boolean => before[i] !== after[i];
  const within = (from: number, step: number, count: number): boolean => {
    for (let k = 0, i = from; k < count; k++, i += step) if (differ(i)) return true;
    return false;
  };
  const height = after.length / width;
  const [top, bottom] = ends(height, (y) => within(y * width, 1, width));
  const [left, right] = ends(width, (x) => within(top * width + x, width, bottom - top + 1));
  const [wide, high] = [right - left + 1, bottom - top + 1];
  const pixels = new Uint8Array(wide * high);
  for (let y = 0; y < high; y++)
    for (let x = 0; x < wide; x++) {
      const i = (top + y) * width + left + x;
      pixels[y * wide + x] = transparent === undefined || differ(i) ? after[i]! : transparent;
    }
  return { left, top, width: wide, height: high, pixels };
};
