import type { Inset } from "../geometry.js";
import { theme } from "../theme.js";
import { axesInset, drawAxes, drawGrid } from "./axes.js";
import { type LayoutBlock, leafBlock } from "./block.js";
import type { BoundPanel } from "./bound.js";
import { barExcess, barsOf, barWidth, drawBar } from "./colourBar.js";
import { frameOf, hasData } from "./frame.js";
import { coloursOf, drawLegend, entriesOf, freeCorner, legendSize } from "./legend.js";
import { drawText, lineHeight, type Ruler, styles, wrap } from "./richText.js";

const { near, far } = theme.space;

/** Measures a panel, and says how it is drawn. */
export const panelBlock = (panel: BoundPanel, ruler: Ruler): LayoutBlock => {
  const { width, height } = panel;
  const measured = frameOf(panel, { x: 0, y: 0, width, height });
  const axes = axesInset(panel, measured, ruler);
  const colours = coloursOf(panel);

  const bars = barsOf(panel).map((bar) => ({ bar, width: barWidth(bar, height, ruler) }));
  const barsRoom = bars.reduce((room, bar) => room + far + bar.width, 0);
  const excess = Math.max(0, ...bars.map(({ bar }) => barExcess(bar, height, ruler)));
  const [above, below] = [Math.max(axes.top, excess), Math.max(axes.bottom, excess)];
  const entries = panel.legend === "none" ? [] : entriesOf(panel);
  const beside = entries.length > 0 && freeCorner(panel, measured, entries, ruler) === undefined;
  const legend = legendSize(entries, ruler);

  const titles = panel.title ? wrap(ruler, panel.title, styles.panel, Math.max(width, 80)) : [];
  const captions = panel.caption ? wrap(ruler, panel.caption, styles.tick, Math.max(width, 40)) : [];
  const titleEnd = Math.max(0, ...titles.map((line) => ruler(line, styles.panel))) - width;
  const captionEnd = (Math.max(0, ...captions.map((line) => ruler(line, styles.tick))) - width) / 2;

  const inset: Inset = {
    top: above + (titles.length > 0 ? near + titles.length * lineHeight(styles.panel) : 0),
    right: Math.max(axes.right, titleEnd, captionEnd, barsRoom + (beside ? near + legend.width : 0)),
    bottom: Math.max(
      below + (captions.length > 0 ? near + captions.length * lineHeight(styles.tick) : 0),
      beside ? legend.height - height : 0,
    ),
    left: Math.max(axes.left, captionEnd),
  };

  return leafBlock(width, height, inset, (surface, area) => {
    const frame = frameOf(panel, area);
    const [right, foot] = [area.x + area.width, area.y + area.height];
    drawGrid(panel, frame, surface, ruler);
    panel.marks.forEach(({ draw }, i) => {
      draw(frame, surface, colours[i] ?? theme.colour.ink);
    });
    drawAxes(panel, frame, surface, ruler);
    if (!hasData(panel) && ruler("no data", styles.small) < width && styles.small.size < height) {
      const middle = [area.x + area.width / 2, area.y + area.height / 2] as const;
      drawText(surface, "no data", ...middle, styles.small, { along: 0.5, up: 0.5 });
    }
    titles.forEach((line, i) => {
      const baseline = area.y - above - near - (titles.length - 1 - i) * lineHeight(styles.panel);
      drawText(surface, line, area.x, baseline, styles.panel);
    });
    captions.forEach((line, i) => {
      const top = foot + below + near + i * lineHeight(styles.tick);
      drawText(surface, line, area.x + area.width / 2, top, styles.tick, { along: 0.5, up: 1 });
    });
    let edge = right;
    for (const { bar, width: taken } of bars) {
      drawBar(surface, bar, { x: edge + far, y: area.y, width: taken, height: area.height }, ruler);
      edge += far + taken;
    }
    const corner = freeCorner(panel, frame, entries, ruler);
    if (entries.length > 0) drawLegend(surface, entries, corner ?? { x: edge + near, y: area.y, ...legend });
  });
};
