/**
 * How every picture looks: one value for colours, type and spacing. Lengths are in CSS pixels; a PNG has `density` of
 * its own pixels to each.
 */
export const theme = {
  density: 2,
  colour: {
    paper: "#ffffff",
    ink: "#1f2328",
    muted: "#656d76",
    axis: "#57606a",
    grid: "#e7eaee",
    missing: "#d8dbe0",
    notice: "#9a5b00",
    frame: "#c3c9d0",
  },
  size: { title: 16, panel: 13, label: 12, tick: 11, small: 11 },
  weight: { plain: 400, bold: 700 },
  line: { axis: 1, grid: 1, series: 1.8, contour: 1.2, rule: 1.2, rug: 0.8 },
  opacity: { bars: 0.75 },
  space: { page: 14, gap: 24, tick: 4, near: 5, far: 10, key: 18, bar: 12 },
  /** The smallest data rectangle that still has room for two ticks a side. */
  smallest: 16,
  panel: { width: 420, height: 280 },
} as const;
