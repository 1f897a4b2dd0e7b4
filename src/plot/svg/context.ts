import type { Context2d, Surface } from "../surface.js";
import { widthOf } from "./advances.js";
import { type Matrix, moved, transformOf, unmoved } from "./matrix.js";
import { type Path, pathData } from "./path.js";
import { base64, pngOf } from "./png.js";
import { attributes, element, number } from "./xml.js";

/** What `save` keeps, beside the transform and the open groups. */
const kept = [
  "fillStyle",
  "strokeStyle",
  "lineWidth",
  "lineCap",
  "lineJoin",
  "globalAlpha",
  "font",
  "textAlign",
  "textBaseline",
  "imageSmoothingEnabled",
  "imageSmoothingQuality",
] as const satisfies readonly (keyof Context2d)[];

/** Weight, size and families of a font as this package writes it: "400 12px Inter". */
const fontOf = (font: string) => {
  const [, weight = "400", size = "10", family = font] = /^(\d+)\s+([\d.]+)px\s+(.*)$/.exec(font) ?? [];
  return { weight: Number(weight), size: Number(size), family };
};

/** A name for a clipping path that two figures on one page share only where their paths are the same. */
const nameOf = (path: string): string => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < path.length; i++) hash = Math.imul(hash ^ path.charCodeAt(i), 0x01000193);
  return `clip-${(hash >>> 0).toString(36)}`;
};

const anchors: Readonly<Record<string, string>> = { center: "middle", right: "end", end: "end" };

/** A surface that writes what is drawn to it as elements of SVG, and what it has written. */
export interface SvgSurface extends Surface {
  readonly written: () => string;
}

/** An empty surface. */
export const svgSurface = (fontFamily: string): SvgSurface => {
  const out: string[] = [];
  const states: { readonly values: Partial<Context2d>; matrix: Matrix; dash: readonly number[]; groups: number }[] = [];
  let [matrix, dash, groups]: [Matrix, readonly number[], number] = [unmoved, [], 0];
  let path: Path[] = [];

  const put = (name: string, own: Readonly<Record<string, string | number | undefined>>, inner?: string): void => {
    out.push(element(name, { ...own, opacity: context.globalAlpha, transform: transformOf(matrix) }, inner));
  };
  const stroked = () => ({
    stroke: String(context.strokeStyle),
    "stroke-width": context.lineWidth,
    "stroke-linecap": context.lineCap,
    "stroke-linejoin": context.lineJoin,
    "stroke-dasharray": dash.length > 0 ? dash.map(number).join(" ") : undefined,
  });
  const shape = (own: Readonly<Record<string, string | number | undefined>>): void => {
    const [only, ...others] = path.filter(({ kind }) => kind !== "close");
    if (only === undefined) return;
    if (only.kind === "arc" && others.length === 0 && Math.abs(only.end - only.start) >= 2 * Math.PI)
      put("circle", { cx: only.x, cy: only.y, r: only.radius, ...own });
    else put("path", { d: pathData(path), ...own });
  };
  const words = (
    text: string,
    x: number,
    y: number,
    own: Readonly<Record<string, string | number | undefined>>,
  ): void => {
    if (text === "") return;
    // Readers of SVG drop spaces at the ends of a text.
    const { weight, size, family } = fontOf(context.font);
    const look = { "font-family": family, "font-size": size, "font-weight": weight === 400 ? undefined : weight };
    const fitted =
      text.length > 1 ? { textLength: context.measureText(text).width, lengthAdjust: "spacingAndGlyphs" } : {};
    const anchor = anchors[context.textAlign];
    put("text", { x, y, ...look, ...fitted, "text-anchor": anchor, ...own }, text.replace(/^ | $/g, "\u00a0"));
  };

  const context: Context2d = {
    canvas: {},
    fillStyle: "#000000",
    strokeStyle: "#000000",
    lineWidth: 1,
    lineCap: "butt",
    lineJoin: "miter",
    globalAlpha: 1,
    font: "400 10px sans-serif",
    textAlign: "left",
    textBaseline: "alphabetic",
    imageSmoothingEnabled: true,
    imageSmoothingQuality: "low",
    save: () => {
      states.push({ values: Object.fromEntries(kept.map((name) => [name, context[name]])), matrix, dash, groups });
      groups = 0;
    },
    restore: () => {
      const state = states.pop();
      if (state === undefined) return;
      out.push("</g>".repeat(groups));
      Object.assign(context, state.values);
      ({ matrix, dash, groups } = state);
    },
    translate: (x, y) => (matrix = moved(matrix, [1, 0, 0, 1, x, y])),
    scale: (x, y) => (matrix = moved(matrix, [x, 0, 0, y, 0, 0])),
    rotate: (angle) => {
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      matrix = moved(matrix, [c, s, -s, c, 0, 0]);
    },
    beginPath: () => (path = []),
    closePath: () => path.push({ kind: "close" }),
    moveTo: (x, y) => path.push({ kind: "move", x, y }),
    lineTo: (x, y) => path.push({ kind: "line", x, y }),
    rect: (x, y, width, height) => path.push({ kind: "rect", x, y, width, height }),
    arc: (x, y, radius, start, end) => path.push({ kind: "arc", x, y, radius, start, end }),
    clip: () => {
      const inner = element("path", { d: pathData(path), transform: transformOf(matrix) });
      const id = nameOf(inner);
      out.push(element("clipPath", { id }, inner, true), `<g${attributes({ "clip-path": `url(#${id})` })}>`);
      groups += 1;
    },
    fill: (rule) => shape({ fill: String(context.fillStyle), "fill-rule": rule === "evenodd" ? rule : undefined }),
    stroke: () => shape({ fill: "none", ...stroked() }),
    setLineDash: (lengths) => (dash = lengths),
    fillRect: (x, y, width, height) => put("rect", { x, y, width, height, fill: String(context.fillStyle) }),
    strokeRect: (x, y, width, height) => put("rect", { x, y, width, height, fill: "none", ...stroked() }),
    fillText: (text, x, y) => words(text, x, y, { fill: String(context.fillStyle) }),
    strokeText: (text, x, y) => words(text, x, y, { fill: "none", ...stroked() }),
    measureText: (text) => ({ width: widthOf(text, fontOf(context.font)) }),
    // Pictures come by `drawPixels`: a file has no other canvas to take them from.
    drawImage: () => {},
    createImageData: (width, height) => ({ data: new Uint8ClampedArray(4 * width * height) }),
    putImageData: () => {},
  };

  return {
    context,
    fontFamily,
    drawPixels: (pixels, width, height, smooth) =>
      put("image", {
        width,
        height,
        preserveAspectRatio: "none",
        href: `data:image/png;base64,${base64(pngOf(pixels))}`,
        ...(smooth ? {} : { "image-rendering": "optimizeSpeed", style: "image-rendering:pixelated" }),
      }),
    written: () => out.join("\n"),
  };
};
