import type { Mixture } from "../../src/flat.js";

const shown = (value: number): string => String(Number(value.toPrecision(4)));

/** The standard deviation of coordinate a in component j. */
const deviation = ({ covariance, covariances, means }: Mixture, j: number, a: number): number => {
  const d = means.shape[1]!;
  const at = { full: (j * d + a) * d + a, tied: a * d + a, diagonal: j * d + a, spherical: j }[covariance];
  return Math.sqrt(covariances.data[at]!);
};

/** A line a normal: its weight, and mean and standard deviation of the first few coordinates. */
export const summaryOf = (theta: Mixture, names: readonly string[]): readonly string[] => {
  const first = names.slice(0, 4);
  return Array.from(theta.weights.data, (weight, j) => {
    const coordinates = first.map(
      (name, a) =>
        `${name.replace(/_\{(\d+)\}/, "$1")} ${shown(theta.means.data[j * names.length + a]!)} +- ${shown(deviation(theta, j, a))}`,
    );
    return `normal ${j + 1}: weight ${shown(weight)}; ${coordinates.join(", ")}${names.length > 4 ? ", ..." : ""}`;
  });
};
