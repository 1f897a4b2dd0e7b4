import { describe, expect, test } from "vitest";
import { categorical } from "../../src/plot/palette.js";
import { rgbOf } from "../pixels.js";

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

const times = (matrix: Matrix, [x, y, z]: Triple): Triple => {
  const [a, b, c] = matrix.map((row) => row[0] * x + row[1] * y + row[2] * z);
  return [a!, b!, c!];
};

/** sRGB in 0..1 without its gamma (IEC 61966-2-1). */
const linear = (colour: string): Triple => {
  const [r, g, b] = rgbOf(colour).map((level) => {
    const c = level / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  return [r!, g!, b!];
};

/** What is left of linear sRGB without one kind of cones. Source: Machado, Oliveira and Fernandes (2009), severity 1. */
const eyes: Readonly<Record<string, { readonly sees: Matrix; readonly least: number }>> = {
  "full colour vision": {
    sees: [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ],
    least: 0.16,
  },
  protanopes: {
    sees: [
      [0.152286, 1.052583, -0.204868],
      [0.114503, 0.786281, 0.099216],
      [-0.003882, -0.048116, 1.051998],
    ],
    least: 0.1,
  },
  deuteranopes: {
    sees: [
      [0.367322, 0.860646, -0.227968],
      [0.280085, 0.672501, 0.047413],
      [-0.01182, 0.04294, 0.968881],
    ],
    least: 0.1,
  },
};

/** Lightness and two opponent axes, in which distances are about those that are seen. Source: Ottosson, Oklab (2020). */
const oklab = (rgb: Triple): Triple => {
  const [l, m, s] = times(
    [
      [0.4122214708, 0.5363325363, 0.0514459929],
      [0.2119034982, 0.6806995451, 0.1073969566],
      [0.0883024619, 0.2817188376, 0.6299787005],
    ],
    rgb,
  ).map((x) => Math.cbrt(Math.max(0, x)));
  return times(
    [
      [0.2104542553, 0.793617785, -0.0040720468],
      [1.9779984951, -2.428592205, 0.4505937099],
      [0.0259040371, 0.7827717662, -0.808675766],
    ],
    [l!, m!, s!],
  );
};

const clamped = ([r, g, b]: Triple): Triple => {
  const inside = (x: number): number => Math.min(1, Math.max(0, x));
  return [inside(r), inside(g), inside(b)];
};

/** The pairs that someone with these eyes may take for one another. */
const confused = (colours: readonly string[], { sees, least }: (typeof eyes)[string]): readonly string[] => {
  const seen = colours.map((colour) => oklab(clamped(times(sees, linear(colour)))));
  return seen.flatMap((a, i) =>
    seen
      .slice(0, i)
      .flatMap((b, j) =>
        Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) < least ? [`${colours[j]} ${colours[i]}`] : [],
      ),
  );
};

describe("the ten colours of classes", () => {
  test.each(Object.entries(eyes))("for %s, every two are 0.16 (0.1 without a kind of cones) apart in Oklab", (_, eye) =>
    expect(confused(categorical, eye)).toEqual([]),
  );

  test("two greys among them would be found", () => {
    const greys = Array.from<string>(categorical).with(3, "#94a4a2").with(8, "#717581");
    expect(confused(greys, eyes["full colour vision"]!)).toContain("#94a4a2 #717581");
  });

  test("each stands out from paper: a contrast of 1.5, and the first three, which lines take most, of 2.9", () => {
    const contrasts = categorical.map((colour) => {
      const [r, g, b] = linear(colour);
      return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05);
    });
    expect(contrasts.filter((contrast) => contrast < 1.5)).toEqual([]);
    expect(contrasts.slice(0, 3).filter((contrast) => contrast < 2.9)).toEqual([]);
  });
});
