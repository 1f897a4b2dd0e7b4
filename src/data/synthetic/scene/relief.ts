import { type Field, squared } from "./distance.js";
import { hill } from "./paint.js";

/** A rise of so many pixels, negative for a hollow, over an ellipse about (cx, cy). */
export const rise =
  (height: number, cx: number, cy: number, rx: number, ry = rx): Field =>
  (x, y) =>
    height * hill(squared((x - cx) / rx) + squared((y - cy) / ry));

/** The heights one upon the other. */
export const heap =
  (...heights: readonly Field[]): Field =>
  (x, y) =>
    heights.reduce((sum, height) => sum + height(x, y), 0);

/** Towards the light, a unit vector but for rounding: up, to the left and out of the picture. */
const light = [-0.53, -0.42, 0.74] as const;

/** Half the distance over which a slope is measured, in pixels. */
const reach = 0.5;

/**
 * The grey of a matt surface z(x, y), `albedo` where it faces the light l and the share `ambient` of that in its shade:
 *
 *   albedo (ambient + (1 - ambient) max(0, n . l)),   n = (-dz/dx, -dz/dy, 1) / |(-dz/dx, -dz/dy, 1)|.
 *
 * Source: J. H. Lambert, "Photometria", 1760.
 */
export const lit =
  (albedo: number, surface: Field, ambient: number): Field =>
  (x, y) => {
    const nx = (surface(x - reach, y) - surface(x + reach, y)) / (2 * reach);
    const ny = (surface(x, y - reach) - surface(x, y + reach)) / (2 * reach);
    const cosine = (nx * light[0] + ny * light[1] + light[2]) / Math.sqrt(nx * nx + ny * ny + 1);
    return albedo * (ambient + (1 - ambient) * Math.max(0, cosine));
  };
