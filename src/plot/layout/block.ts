import { type Inset, outset, type Rect } from "../geometry.js";
import type { Surface } from "../surface.js";

/** One thing that draws itself: where its data rectangle lies, and the room that it needs around it. */
export interface LayoutLeaf {
  readonly area: Rect;
  readonly inset: Inset;
  readonly paint: (surface: Surface, area: Rect) => void;
}

/** A laid-out piece of a figure: a rectangle from (0, 0), the room around it, and what lies in it. */
export interface LayoutBlock {
  readonly width: number;
  readonly height: number;
  readonly inset: Inset;
  readonly leaves: readonly LayoutLeaf[];
}

/** The block of one leaf; its room is rounded up, so that pixels stay on pixels. */
export const leafBlock = (width: number, height: number, room: Inset, paint: LayoutLeaf["paint"]): LayoutBlock => {
  const inset = {
    top: Math.ceil(room.top),
    right: Math.ceil(room.right),
    bottom: Math.ceil(room.bottom),
    left: Math.ceil(room.left),
  };
  return { width, height, inset, leaves: [{ area: { x: 0, y: 0, width, height }, inset, paint }] };
};

const most = (values: readonly number[]): number => Math.max(0, ...values);

/** The starts of tracks that follow one another with their room and gaps, the first at 0. */
const starts = (
  sizes: readonly number[],
  before: readonly number[],
  after: readonly number[],
  gap: number,
): readonly number[] => {
  let next = -(before[0] ?? 0);
  return sizes.map((size, i) => {
    const start = next + before[i]!;
    next = start + size + after[i]! + gap;
    return start;
  });
};

/**
 * Blocks in rows of `columns`, with their data rectangles aligned: a column is as wide as its widest one, and has the
 * room that the neediest one needs.
 */
export const gridBlock = (blocks: readonly LayoutBlock[], columns: number, gap: number): LayoutBlock => {
  const across = Array.from({ length: Math.min(columns, blocks.length) }, (_, c) =>
    blocks.filter((_, i) => i % columns === c),
  );
  const down = Array.from({ length: Math.ceil(blocks.length / columns) }, (_, r) =>
    blocks.slice(r * columns, (r + 1) * columns),
  );
  const side = (tracks: readonly (readonly LayoutBlock[])[], of: (block: LayoutBlock) => number) =>
    tracks.map((t) => most(t.map(of)));
  const [widths, lefts, rights] = [
    side(across, (b) => b.width),
    side(across, (b) => b.inset.left),
    side(across, (b) => b.inset.right),
  ];
  const [heights, tops, bottoms] = [
    side(down, (b) => b.height),
    side(down, (b) => b.inset.top),
    side(down, (b) => b.inset.bottom),
  ];
  const [xs, ys] = [starts(widths, lefts, rights, gap), starts(heights, tops, bottoms, gap)];
  return {
    width: (xs.at(-1) ?? 0) + (widths.at(-1) ?? 0),
    height: (ys.at(-1) ?? 0) + (heights.at(-1) ?? 0),
    inset: { top: tops[0] ?? 0, right: rights.at(-1) ?? 0, bottom: bottoms.at(-1) ?? 0, left: lefts[0] ?? 0 },
    leaves: blocks.flatMap(({ leaves }, i) => {
      const [x, y] = [xs[i % columns]!, ys[Math.floor(i / columns)]!];
      return leaves.map((leaf) => ({ ...leaf, area: { ...leaf.area, x: leaf.area.x + x, y: leaf.area.y + y } }));
    }),
  };
};

/** The whole of a leaf, with its room. */
export const outer = ({ area, inset }: LayoutLeaf): Rect => outset(area, inset);
