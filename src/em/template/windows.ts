import { shiftsOf, type TemplateExtents } from "./theta.js";

/**
 * Sums over windows of a picture that does not change from image to image: what the shifts cover and what they leave
 * out. (Sums that do change with the image are kernels.)
 */

/**
 * Mass of the shifts whose window leaves a pixel out: out[i, j] = sum of mass[d] over those d.
 *
 * Only additions of non-negative terms: a pixel that every window covers gets exactly 0.
 */
export const massOutside = (extents: TemplateExtents, mass: Float64Array): Float64Array => {
  const { height, width, faceHeight, faceWidth } = extents;
  const { dys, dxs } = shiftsOf(extents);
  const rowMass = new Float64Array(dys);
  const leftOut = new Float64Array(dys * width); // [dy][j]: mass of the windows of that row that leave column j out
  for (let dy = 0; dy < dys; dy++) {
    for (let dx = 0; dx < dxs; dx++) {
      const q = mass[dy * dxs + dx]!;
      rowMass[dy]! += q;
      for (let j = 0; j < dx; j++) leftOut[dy * width + j]! += q;
      for (let j = dx + faceWidth; j < width; j++) leftOut[dy * width + j]! += q;
    }
  }
  const out = new Float64Array(height * width);
  for (let i = 0; i < height; i++) {
    for (let dy = 0; dy < dys; dy++) {
      const covers = dy <= i && i < dy + faceHeight;
      for (let j = 0; j < width; j++) out[i * width + j]! += covers ? leftOut[dy * width + j]! : rowMass[dy]!;
    }
  }
  return out;
};

/** Mass that each pixel of the face gets: out[i, m] = sum_d mass[d] mask[i + dy, m + dx]. */
export const massOfFace = (extents: TemplateExtents, mass: Float64Array, mask: Float64Array): Float64Array => {
  const { width, faceHeight, faceWidth } = extents;
  const { dys, dxs } = shiftsOf(extents);
  const out = new Float64Array(faceHeight * faceWidth);
  for (let dy = 0; dy < dys; dy++)
    for (let i = 0; i < faceHeight; i++)
      for (let dx = 0; dx < dxs; dx++) {
        const q = mass[dy * dxs + dx]!;
        const row = (i + dy) * width + dx;
        for (let m = 0; m < faceWidth; m++) out[i * faceWidth + m]! += q * mask[row + m]!;
      }
  return out;
};

/**
 * Squared length of the composed picture: out[d] = sum_im F[i, m]^2 mask[i + dy, m + dx] + sum of B[i, j]^2 mask[i, j]
 * outside the window. The background's part by sums over rectangles.
 */
export const composedSquares = (
  extents: TemplateExtents,
  face: Float64Array,
  background: Float64Array,
  mask: Float64Array | undefined,
): Float64Array => {
  const { height, width, faceHeight, faceWidth } = extents;
  const { dys, dxs } = shiftsOf(extents);
  const stride = width + 1;
  const integral = new Float64Array((height + 1) * stride);
  for (let i = 0; i < height; i++) {
    let row = 0;
    for (let j = 0; j < width; j++) {
      const b = background[i * width + j]!;
      row += mask ? b * b * mask[i * width + j]! : b * b;
      integral[(i + 1) * stride + j + 1] = integral[i * stride + j + 1]! + row;
    }
  }
  const all = integral[height * stride + width]!;
  const faceSquares = face.map((value) => value * value);
  const whole = faceSquares.reduce((sum, value) => sum + value, 0);
  const out = new Float64Array(dys * dxs);
  for (let dy = 0; dy < dys; dy++) {
    for (let dx = 0; dx < dxs; dx++) {
      const top = dy * stride + dx;
      const bottom = top + faceHeight * stride;
      const inside = integral[bottom + faceWidth]! - integral[bottom]! - integral[top + faceWidth]! + integral[top]!;
      out[dy * dxs + dx] = all - inside + (mask ? maskedSquares(extents, faceSquares, mask, dy, dx) : whole);
    }
  }
  return out;
};

const maskedSquares = (
  { width, faceHeight, faceWidth }: TemplateExtents,
  faceSquares: Float64Array,
  mask: Float64Array,
  dy: number,
  dx: number,
): number => {
  let sum = 0;
  for (let i = 0; i < faceHeight; i++) {
    const row = (i + dy) * width + dx;
    for (let m = 0; m < faceWidth; m++) sum += faceSquares[i * faceWidth + m]! * mask[row + m]!;
  }
  return sum;
};
