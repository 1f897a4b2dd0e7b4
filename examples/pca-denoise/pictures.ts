import { either as E, function as F } from "fp-ts";
import type { Dataset } from "../../src/cli/data/dataset.js";
import type { NamedFigures } from "../../src/cli/output/pictures.js";
import type { ImageSet } from "../../src/data/labelledImages.js";
import type { Failure } from "../../src/failure.js";
import { pca, type Tensor, tensor } from "../../src/flat.js";
import {
  type Content,
  type Figure,
  figure,
  imageSheet,
  imagesOf,
  line,
  panel,
  row,
  rule,
  scatter,
} from "../../src/plot/index.js";
import { throughPlane } from "../digits/noise.js";
import { zoomFor } from "../figures/zoom.js";
import { withNoise } from "./denoise.js";
import { type Fitted, rows } from "./fit.js";
import type { Run } from "./settings.js";

/** Shares of the variance, summed up. */
export const cumulated = ({ ratios }: pca.Pca): Float64Array => {
  let sum = 0;
  return Float64Array.from(ratios, (ratio) => {
    sum += ratio;
    return sum;
  });
};

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;

/** The share of each component, and of all up to it. */
const variances = ({ found, kept }: Fitted): Content => {
  const [k, shares] = [kept.variances.length, cumulated(found)];
  const components = Array.from(shares, (_, i) => i + 1);
  const size = { width: 340, height: 260 };
  return row([
    panel([line({ x: components, y: Array.from(found.ratios, (ratio) => Math.max(ratio, 1e-9)) }), rule({ x: k })], {
      title: "of each component",
      x: { label: "component", scale: "log" },
      y: { label: "share of the variance", scale: "log", domain: [1e-6, 1] },
      ...size,
    }),
    panel(
      [
        line({ x: components, y: shares }),
        rule({ x: k, label: `${k} components: ${percent(shares[k - 1]!)}` }),
        rule({ y: shares[k - 1]! }),
      ],
      {
        title: "of all components up to it",
        x: { label: "components" },
        y: { label: "share of the variance", domain: [0, 1] },
        ...size,
      },
    ),
  ]);
};

const images = ({ data }: Tensor, [height, width]: readonly [number, number]) =>
  imagesOf({ shape: [data.length / (height * width), height, width], data });

/** The mean and the first components, each between its own extremes: blue below zero, red above. */
const components = ({ found }: Fitted, shape: readonly [number, number]): Content => {
  const shown = Math.min(20, found.variances.length);
  const size = shape[0] * shape[1];
  const first = tensor([shown, size], Float32Array.from(found.components.data).subarray(0, shown * size));
  return imageSheet(images(first, shape), {
    shape,
    columns: 10,
    zoom: zoomFor(shape[1], 64),
    colours: "diverging",
    domain: "data",
  });
};

const sheet = (of: readonly Tensor[], rowLabels: readonly string[], shape: readonly [number, number]): Content =>
  imageSheet(
    of.flatMap((pictures) => images(pictures, shape)),
    { shape, columns: of[0]!.shape[0]!, zoom: zoomFor(shape[1], 56), rowLabels },
  );

const map = (run: Run, { test, classes }: ImageSet, kept: pca.Pca): E.Either<Failure, Content> => {
  const count = Math.min(5000, test.count);
  return F.pipe(
    pca.transform(run.runtime, kept, rows(test, 0, count)),
    E.map(({ shape, data }) => {
      const along = (j: number) => Float64Array.from({ length: count }, (_, i) => data[i * shape[1]! + j]!);
      const coloured = classes.length > 1 ? { classes: test.labels.subarray(0, count), classLabels: classes } : {};
      const label = (j: number): string => `component ${j + 1} (${percent(kept.ratios[j]!)} of the variance)`;
      return panel([scatter({ x: along(0), y: along(1), ...coloured })], {
        x: { label: label(0) },
        y: { label: label(1) },
        width: 520,
        height: 520,
        aspect: "equal",
        legend: "right",
      });
    }),
  );
};

/** All figures of a run by file name. */
export const pictures = (run: Run, digits: Dataset, fitted: Fitted): E.Either<Failure, NamedFigures> => {
  const { test, height, width } = digits;
  const { runtime, settings } = run;
  const { kept } = fitted;
  const shape = [height, width] as const;
  const titled = (title: string, content: Content): Figure =>
    figure(content, { title, ...(digits.caution && { notice: digits.caution }) });
  const clean = rows(test, 0, Math.min(10, test.count));
  const noisy = withNoise(run, clean, 0);
  const numbers = `${kept.variances.length} number${kept.variances.length === 1 ? "" : "s"}`;
  return F.pipe(
    E.Do,
    E.bind("decoded", () => throughPlane(runtime, kept, clean)),
    E.bind("filtered", () => throughPlane(runtime, kept, noisy)),
    E.bind("scattered", () => (kept.variances.length > 1 ? map(run, digits, kept) : E.right(undefined))),
    E.map(({ decoded, filtered, scattered }) => ({
      "variance.png": titled("Shares of the variance", variances(fitted)),
      "components.png": titled("The first principal components", components(fitted, shape)),
      "decoded.png": titled(
        `Test pictures, and what is left of them in ${numbers}`,
        sheet([clean, decoded], ["original", "decoded"], shape),
      ),
      "denoised.png": titled(
        `Noise N(0, ${settings.noise}^{2}), filtered by ${numbers} a picture`,
        sheet([clean, noisy, filtered], ["original", "noisy", "filtered"], shape),
      ),
      ...(scattered && { "map.png": titled("Test pictures along the first two components", scattered) }),
    })),
  );
};
