/**
 * The entry `elbo-ts/plot`: figures as values, drawn to any 2-D canvas context or to SVG text. It may use d3 and the
 * types of the rooms below, and neither Node nor a canvas package. Begin with `figure.ts`, then `draw.ts` and `mark/`.
 */
export type { Colouring, ColourScale } from "./colourScale.js";
export { draw, type FigureOptions, type FigureSize, sizeOf } from "./draw.js";
export { type Content, column, type Figure, type FigureTexts, figure, type Grid, grid, row } from "./figure.js";
export type { Rect } from "./geometry.js";
export { type BarsMark, type Binning, bars, histogram } from "./mark/bars.js";
export { type ContourMark, contour, logLevels } from "./mark/contour.js";
export type { ColourBar, Extent, LegendEntry, Mark, MarkDefinition, PanelFrame } from "./mark/definition.js";
export { type HeatmapMark, heatmap } from "./mark/heatmap.js";
export { type ImageMark, image } from "./mark/image.js";
export { marks } from "./mark/index.js";
export { type LineMark, line } from "./mark/line.js";
export type { RasterField } from "./mark/raster.js";
export { type RugMark, rug } from "./mark/rug.js";
export { type RuleMark, rule } from "./mark/rule.js";
export { type ScatterMark, scatter } from "./mark/scatter.js";
export { type TextMark, text } from "./mark/text.js";
export * from "./models/index.js";
export { type Colour, type ColourMap, categorical, type Rgb } from "./palette.js";
export { type AxisOptions, type ImagePanelOptions, type Panel, type PanelOptions, panel, picture } from "./panel.js";
export type { Interval, Scale, ScaleKind, Tick } from "./scale.js";
export { type ImageSheet, imageSheet, type SheetOptions } from "./sheet.js";
export type { Context2d, PixelBuffer, RgbaPixels, Surface } from "./surface.js";
export { toSvg } from "./svg/index.js";
export { theme } from "./theme.js";
export { coordinate, type Floats, imagesOf, type Shape2 } from "./values.js";
