import type { Hand } from "./hand.js";
import type { Trace } from "./ink.js";
import type { Polyline } from "./spline.js";

/** Height and width of a picture. Pixel i covers [i - 1/2, i + 1/2]. */
export const side = 28;

/** Height and width of the box that a digit fills. */
const box = 20;

/**
 * Lines laid on the page as MNIST lays its digits: scaled, with their proportions kept, until the ink fills a box of 20
 * pixels, then moved by whole pixels until its centre of mass is the middle of 28 x 28.
 *
 * Source: Y. LeCun, L. Bottou, Y. Bengio, P. Haffner, "Gradient-based learning applied to document recognition", 1998.
 */
export const layOut = ({ radius, pressure, softness }: Hand, lines: readonly Polyline[]): readonly Trace[] => {
  const [low, high] = [
    [Infinity, Infinity],
    [-Infinity, -Infinity],
  ];
  for (const line of lines)
    for (let i = 0; i < line.length; i++) {
      low[i & 1] = Math.min(low[i & 1]!, line[i]!);
      high[i & 1] = Math.max(high[i & 1]!, line[i]!);
    }
  const margin = radius * (1 + Math.abs(pressure) / 2) + softness / 2;
  const scale = (box - 2 * margin) / Math.max(high[0]! - low[0]!, high[1]! - low[1]!);
  const first = margin - 0.5;
  const traces = lines.map((line) => {
    const points = line.length / 2;
    const trace = new Float64Array(3 * points);
    for (let i = 0; i < points; i++) {
      trace[3 * i] = first + scale * (line[2 * i]! - low[0]!);
      trace[3 * i + 1] = first + scale * (line[2 * i + 1]! - low[1]!);
      trace[3 * i + 2] = radius * (1 + pressure * (i / (points - 1) - 0.5));
    }
    return trace;
  });
  const [x, y] = centreOfMass(traces);
  const [right, down] = [Math.round(side / 2 - x), Math.round(side / 2 - y)];
  for (const trace of traces)
    for (let i = 0; i < trace.length; i += 3) {
      trace[i]! += right;
      trace[i + 1]! += down;
    }
  return traces;
};

/** The centre of mass of the ink, a piece of line weighing its length times its mean radius. */
const centreOfMass = (traces: readonly Trace[]): readonly [x: number, y: number] => {
  let [mass, x, y] = [0, 0, 0];
  for (const trace of traces)
    for (let i = 3; i < trace.length; i += 3) {
      const [dx, dy] = [trace[i]! - trace[i - 3]!, trace[i + 1]! - trace[i - 2]!];
      const weight = Math.sqrt(dx * dx + dy * dy) * (trace[i + 2]! + trace[i - 1]!);
      mass += weight;
      x += (weight * (trace[i]! + trace[i - 3]!)) / 2;
      y += (weight * (trace[i + 1]! + trace[i - 2]!)) / 2;
    }
  return [x / mass, y / mass];
};
