/**
 * Pictures of float32, channels last: the largest number of each window, and enlargement. Each for the pictures
 * [from, to) of a batch.
 */
import { at32 } from "./memory";
import { addRun, copyRun } from "./runs";

/**
 * y[r, c, i] = max over a, b < kernel of x[r stride + a, c stride + b, i], for rows x columns windows; `indices` (int32)
 * has the pixel y width + z at which it was found, the first of several; NaN is larger than any number.
 */
export function maxPool32(
  y: usize, indices: usize, x: usize, height: i32, width: i32, channels: i32, rows: i32, columns: i32,
  kernel: i32, stride: i32, from: i32, to: i32,
): void {
  const begin = from * rows * columns * channels;
  let out = at32(y, begin), index = at32(indices, begin);
  for (let line = from * rows; line < to * rows; line++) {
    const picture = at32(x, line / rows * height * width * channels), row = line % rows * stride;
    for (let c = 0; c < columns; c++)
      for (let i = 0; i < channels; i++, out = at32(out, 1), index = at32(index, 1)) {
        let best = row * width + c * stride;
        let most = load<f32>(at32(picture, best * channels + i));
        for (let a = 0; a < kernel; a++)
          for (let b = 0; b < kernel; b++) {
            const pixel = (row + a) * width + c * stride + b;
            const v = load<f32>(at32(picture, pixel * channels + i));
            if (v > most || (v != v && most == most)) {
              most = v;
              best = pixel;
            }
          }
        store<f32>(out, most);
        store<i32>(index, best);
      }
  }
}

/** dx[p, i] = the sum of dy over the windows whose maximum is at p: `pixels` of dx a picture, `windows` of dy. */
export function gradMaxPool32(
  dx: usize, dy: usize, indices: usize, pixels: i32, windows: i32, channels: i32, from: i32, to: i32,
): void {
  for (let k = from; k < to; k++) {
    const picture = at32(dx, k * pixels * channels), begin = k * windows * channels;
    memory.fill(picture, 0, (<usize>(pixels * channels)) << 2);
    for (let j = begin; j < begin + windows * channels; j++) {
      const p = at32(picture, load<i32>(at32(indices, j)) * channels + j % channels);
      store<f32>(p, load<f32>(p) + load<f32>(at32(dy, j)));
    }
  }
}

/** y[r factor + a, c factor + b, i] = x[r, c, i] for a, b < factor */
export function upsample32(
  y: usize, x: usize, height: i32, width: i32, channels: i32, factor: i32, from: i32, to: i32,
): void {
  const across = width * factor * channels;
  let out = at32(y, from * height * factor * across);
  for (let row = from * height; row < to * height; row++) {
    const first = out;
    for (let c = 0; c < width; c++)
      for (let b = 0; b < factor; b++, out = at32(out, channels))
        copyRun(out, at32(x, (row * width + c) * channels), channels);
    for (let a = 1; a < factor; a++, out = at32(out, across)) copyRun(out, first, across);
  }
}

/** dx[r, c, i] = the sum of dy[r factor + a, c factor + b, i] over a, b < factor */
export function gradUpsample32(
  dx: usize, dy: usize, height: i32, width: i32, channels: i32, factor: i32, from: i32, to: i32,
): void {
  const across = width * factor * channels;
  for (let row = from * height; row < to * height; row++)
    for (let c = 0; c < width; c++) {
      const out = at32(dx, (row * width + c) * channels), corner = at32(dy, row * factor * across + c * factor * channels);
      copyRun(out, corner, channels);
      for (let j = 1; j < factor * factor; j++)
        addRun(out, at32(corner, j / factor * across + j % factor * channels), channels);
    }
}
