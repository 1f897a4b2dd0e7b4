import { number } from "./xml.js";

/** A step of a canvas's path. */
export type Path =
  | { readonly kind: "close" }
  | { readonly kind: "move" | "line"; readonly x: number; readonly y: number }
  | { readonly kind: "rect"; readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  | {
      readonly kind: "arc";
      readonly x: number;
      readonly y: number;
      readonly radius: number;
      readonly start: number;
      readonly end: number;
    };

type Arc = Extract<Path, { readonly kind: "arc" }>;

/** An arc in pieces of less than half a turn: SVG knows no other way to say which way round it goes. */
const arcData = ({ x, y, radius, start, end }: Arc, first: boolean): string => {
  const turn = Math.min(2 * Math.PI, end - start < 0 ? end - start + 2 * Math.PI : end - start);
  const pieces = Math.max(1, Math.ceil(turn / 3));
  const at = (i: number): string => {
    const angle = start + (turn * i) / pieces;
    return `${number(x + radius * Math.cos(angle))} ${number(y + radius * Math.sin(angle))}`;
  };
  const arcs = Array.from({ length: pieces }, (_, i) => `A${number(radius)} ${number(radius)} 0 0 1 ${at(i + 1)}`);
  return `${first ? "M" : "L"}${at(0)}${arcs.join("")}`;
};

const stepData = (step: Path, first: boolean): string => {
  switch (step.kind) {
    case "close":
      return "Z";
    case "move":
      return `M${number(step.x)} ${number(step.y)}`;
    case "line":
      return `${first ? "M" : "L"}${number(step.x)} ${number(step.y)}`;
    case "rect":
      return `M${number(step.x)} ${number(step.y)}h${number(step.width)}v${number(step.height)}h${number(-step.width)}Z`;
    case "arc":
      return arcData(step, first);
  }
};

/**
 * A path as SVG's `d`.
 *
 * @example
 * pathData([{ kind: "move", x: 1, y: 2 }, { kind: "line", x: 3, y: 4.5 }]) // => "M1 2L3 4.5"
 */
export const pathData = (path: readonly Path[]): string => path.map((step, i) => stepData(step, i === 0)).join("");
