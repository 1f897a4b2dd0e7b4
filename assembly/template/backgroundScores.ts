import { at64 } from "../memory";
import { fma64 } from "../simd";
import { addOctets, block, octets, pair, zero } from "./lanes";

/** out = sum_i background[i] x[i] over a column of `rows` pixels. */
function columnDot<T extends number>(out: usize, x: usize, background: usize, rows: i32): void {
  let s0 = f64x2.splat(0), s1 = s0, s2 = s0, s3 = s0;
  for (let i = 0; i < rows; i++) {
    const b = v128.load64_splat(background);
    s0 = fma64(pair<T>(x, 0), b, s0);
    s1 = fma64(pair<T>(x, 1), b, s1);
    s2 = fma64(pair<T>(x, 2), b, s2);
    s3 = fma64(pair<T>(x, 3), b, s3);
    x += block<T>();
    background += 8;
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
  v128.store(out, s2, 32);
  v128.store(out, s3, 48);
}

/** out += (all of it) - (prefix[dx + w] - prefix[dx]): what lies outside the window. */
@inline function addOutside(out: usize, all: usize, prefix: usize, end: usize): void {
  for (let l: usize = 0; l < 64; l += 16) {
    const inside = f64x2.sub(v128.load(end + l), v128.load(prefix + l));
    v128.store(out + l, f64x2.add(v128.load(out + l), f64x2.sub(v128.load(all + l), inside)));
  }
}

function backgroundScores<T extends number>(
  scores: usize, pixels: usize, background: usize, scratch: usize, from: i32, to: i32,
  height: i32, width: i32, faceHeight: i32, faceWidth: i32,
): void {
  const dys = height - faceHeight + 1;
  const dxs = width - faceWidth + 1;
  const column = (<usize>height) * block<T>();
  const all = scratch; // 1 octet: sum over the whole picture
  const prefix = octets(scratch, 1); // width + 1
  const windows = octets(prefix, width + 1); // dys x width: sums over the rows dy .. dy + h of a column
  const part = octets(windows, dys * width); // 1
  for (let g = from; g < to; g++) {
    const image = pixels + (<usize>g) * (<usize>width) * column;
    zero(all, 1);
    for (let j = 0; j < width; j++) {
      const x = image + (<usize>j) * column;
      const b = at64(background, j * height);
      for (let dy = 0; dy < dys; dy++) {
        columnDot<T>(octets(windows, dy * width + j), x + (<usize>dy) * block<T>(), at64(b, dy), faceHeight);
      }
      // the whole column is the topmost window and the rows below it
      addOctets(all, all, octets(windows, j));
      columnDot<T>(part, x + (<usize>faceHeight) * block<T>(), at64(b, faceHeight), height - faceHeight);
      addOctets(all, all, part);
    }
    for (let dy = 0; dy < dys; dy++) {
      zero(prefix, 1);
      for (let j = 0; j < width; j++) {
        addOctets(octets(prefix, j + 1), octets(prefix, j), octets(windows, dy * width + j));
      }
      const out = octets(scores, (g * dys + dy) * dxs);
      for (let dx = 0; dx < dxs; dx++) {
        addOutside(octets(out, dx), all, octets(prefix, dx), octets(prefix, dx + faceWidth));
      }
    }
  }
}

/** The bytes of scratch that the background's scores need. */
export function templateScratch(height: i32, width: i32, faceHeight: i32): i32 {
  return (width + 3 + (height - faceHeight + 1) * width) << 6;
}

/**
 * The background's part: scores[g][dy, dx] += sum of B[i, j] X[i, j] over the pixels outside the window at (dy, dx).
 *
 * background: [j][i], like the pixels. scratch: `templateScratch()` bytes.
 */
export function templateBackgroundScores16(
  scores: usize, pixels: usize, background: usize, scratch: usize, from: i32, to: i32,
  height: i32, width: i32, faceHeight: i32, faceWidth: i32,
): void {
  backgroundScores<i16>(scores, pixels, background, scratch, from, to, height, width, faceHeight, faceWidth);
}

/** `templateBackgroundScores16` on float64 pixels. */
export function templateBackgroundScores64(
  scores: usize, pixels: usize, background: usize, scratch: usize, from: i32, to: i32,
  height: i32, width: i32, faceHeight: i32, faceWidth: i32,
): void {
  backgroundScores<f64>(scores, pixels, background, scratch, from, to, height, width, faceHeight, faceWidth);
}
