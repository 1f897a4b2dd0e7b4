import { expect, test } from "vitest";
import { gifOf } from "../../src/node/canvas.js";
import { categorical, figure, panel, scatter, theme } from "../../src/plot/index.js";
import { right } from "../arbitraries/models.js";
import { areaOf, pixelsOf, rgbOf } from "../pixels.js";
import { play } from "../reference/gif.js";

const at = (x: number) =>
  figure(
    panel([scatter({ x: [x], y: [1], radius: 8, opacity: 1 })], {
      x: { domain: [0, 4] },
      y: { domain: [0, 2] },
    }),
    { title: "One point" },
  );

test("figures as frames: the sizes of their pages, their paper and their flat colours", () => {
  const figures = [at(1), at(2), at(3)];
  const { width, height, shown, loops } = play(right(gifOf(figures, { delay: 150 })));
  const page = pixelsOf(figures[0]!);
  expect([width, height, shown.length, loops]).toEqual([page.width, page.height, 3, true]);
  shown.forEach(({ rgb, delay }, i) => {
    const pixel = (x: number, y: number) => [...rgb.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)];
    expect(delay).toBe(15);
    expect(pixel(0, 0)).toEqual(rgbOf(theme.colour.paper));
    const area = areaOf(figures[i]!);
    const [x, y] = [area.x + (area.width * (i + 1)) / 4, area.y + area.height / 2];
    expect(pixel(Math.round(x), Math.round(y) - 3)).toEqual(rgbOf(categorical[0]));
  });
});

test("figures of two sizes are no film", () => {
  const wide = figure(panel([], { width: 500 }));
  const narrow = figure(panel([], { width: 400 }));
  expect(gifOf([wide, narrow], { delay: 150 })).toMatchObject({ left: { kind: "ShapeMismatch" } });
  expect(gifOf([], { delay: 150 })).toMatchObject({ left: { kind: "NoFrame" } });
});
