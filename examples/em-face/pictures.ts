import { type Images, likeliest, type Template, type TemplateFit, type Tensor } from "../../src/flat.js";
import { bars, type Content, type Figure, figure, heatmap, line, panel, picture, row } from "../../src/plot/index.js";

/** Image number k, row by row. */
const imageOf = ({ data, from, strides, height, width }: Images, k: number): Float64Array => {
  const out = new Float64Array(height * width);
  for (let i = 0; i < height; i++)
    for (let j = 0; j < width; j++)
      out[i * width + j] = data[i * strides.row + j * strides.column + (from + k) * strides.image]!;
  return out;
};

/** CSS pixels a cell, so that a picture is about `wanted` wide. */
const zoomFor = (columns: number, wanted: number): number => Math.max(1, Math.round(wanted / columns));

const photo = (image: Tensor, caption: string, wanted: number): Content => {
  const [rows, columns] = image.shape as [number, number];
  const zoom = zoomFor(columns, wanted);
  return picture({ values: Float64Array.from(image.data), shape: [rows, columns], domain: "data", zoom, caption });
};

const inputs = (images: Images): Content => {
  const shape = [images.height, images.width] as const;
  const shown = Math.min(3, images.count);
  return row(
    Array.from({ length: shown }, (_, k) =>
      picture({
        values: imageOf(images, Math.floor((k * images.count) / shown)),
        shape,
        domain: [images.range.least, images.range.most],
        zoom: zoomFor(images.width, 260),
        caption: `image ${Math.floor((k * images.count) / shown) + 1}`,
      }),
    ),
  );
};

const faces = ({ stages, theta }: TemplateFit, count: number): Content =>
  row([
    ...stages.map(({ images, iterations, theta: { face } }) =>
      photo(face, `${images} images, ${iterations} iteration${iterations === 1 ? "" : "s"}`, 150),
    ),
    photo(theta.face, `all ${count}, to the end`, 150),
  ]);

/** The bound of every iteration, for each image: a stage begins at its first E-step and ends at its last M-step. */
const rise = ({ stages, trace }: TemplateFit, count: number): Content => {
  const runs = [
    ...stages.map(({ images, trace }) => ({ images, trace, label: `first ${images}` })),
    { images: count, trace, label: "all images" },
  ];
  let made = 0;
  const lines = runs.flatMap(({ images, trace, label }) => {
    // The last value is the log-likelihood of the same theta as the one before.
    const bounds = trace.slice(0, -1);
    if (bounds.length === 0) return [];
    const begin = made;
    made += bounds.length - 1;
    return line({ x: bounds.map((_, i) => begin + i), y: bounds.map((bound) => bound / images), markers: true, label });
  });
  return panel(lines, {
    x: { label: "iterations", ticks: Math.min(8, made) },
    y: { label: "bound of an image (nats)" },
    width: 560,
    legend: "right",
  });
};

/** Sums a table [Dy, Dx, ...] over its first axis where it has one too many: what is known of the shift to the right. */
const alongX = ({ shape, data }: Tensor, axes: number): { readonly shifts: number; readonly data: Float64Array } => {
  const tail = shape.slice(shape.length - axes).reduce((product, extent) => product * extent, 1);
  const out = new Float64Array(tail);
  for (let at = 0; at < data.length; at++) out[at % tail]! += data[at]!;
  return { shifts: shape[shape.length - axes]!, data: out };
};

const prior = ({ theta, posterior }: TemplateFit): Content => {
  const { shifts, data } = alongX(theta.prior, 1);
  const share = new Float64Array(shifts);
  const best = likeliest(posterior);
  for (const d of best) share[d % shifts]! += 1 / best.length;
  const edges = Float64Array.from({ length: shifts + 1 }, (_, d) => d - 0.5);
  return panel([bars({ height: share, edges, label: "most probable shifts" }), line({ y: data, label: "prior a" })], {
    x: { label: "shift to the right (pixels)", domain: [-0.5, shifts - 0.5] },
    y: { label: "share of the images" },
    width: 640,
  });
};

const posterior = ({ posterior: table }: TemplateFit): Content => {
  const { shifts, data } = alongX(table, 2);
  const count = table.shape.at(-1)!;
  return panel(
    [
      heatmap({
        values: data,
        shape: [shifts, count],
        x: [0, count],
        y: [0, shifts],
        domain: [0, 1],
        label: "q(d | X_{k})",
      }),
    ],
    { x: { label: "image k" }, y: { label: "shift d to the right (pixels)" }, width: 680, height: 320 },
  );
};

const whoIsIt = (images: Images, { theta }: TemplateFit): Content =>
  row([
    picture({
      values: imageOf(images, 0),
      shape: [images.height, images.width],
      domain: [images.range.least, images.range.most],
      zoom: zoomFor(images.width, 420),
      caption: `one of ${images.count} images`,
    }),
    photo(theta.face, "the face in all of them", 240),
  ]);

const titledBy =
  (caution?: string) =>
  (title: string, content: Content): Figure =>
    figure(content, { title, ...(caution ? { notice: caution } : {}) });

/** What has been found by now. */
export const templateFigure = ({ face, background }: Template, caution?: string): Figure =>
  titledBy(caution)(
    "What has been found",
    row([photo(face, "the face", 240), photo(background, "the background", 420)]),
  );

/** All figures of a run by file name. `caution` is repeated on each. */
export const pictures = (images: Images, fit: TemplateFit, caution?: string): Readonly<Record<string, Figure>> => {
  const titled = titledBy(caution);
  return {
    "inputs.png": titled("What is given", inputs(images)),
    "faces.png": titled("The face as the subset of images grows", faces(fit, images.count)),
    "background.png": titled("The background", photo(fit.theta.background, "", 520)),
    "bound.png": {
      ...titled("The bound rises within each stage", rise(fit, images.count)),
      footnote: "A stage has images of its own: its bound says nothing of another stage's.",
    },
    "prior.png": titled("Where the face is", prior(fit)),
    "posterior.png": titled("Posterior over the shifts of each image", posterior(fit)),
    "who-is-it.png": titled("Who is it?", whoIsIt(images, fit)),
  };
};
