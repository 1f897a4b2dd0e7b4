import fc from "fast-check";
import { either as E } from "fp-ts";
import { type Shape, sameShape, size } from "../../src/core/shape.js";
import { compile } from "../../src/nn/compile.js";
import { type Definition, gaussianHead, parallel, sequence } from "../../src/nn/definition.js";
import { leakyRelu, relu, sigmoid, softplus, tanh } from "../../src/nn/layers/activation.js";
import { activity } from "../../src/nn/layers/activity.js";
import { batchNorm } from "../../src/nn/layers/batchNorm.js";
import { concat, split } from "../../src/nn/layers/concat.js";
import { conv2d } from "../../src/nn/layers/conv2d.js";
import { convTranspose2d } from "../../src/nn/layers/convTranspose2d.js";
import { dropout } from "../../src/nn/layers/dropout.js";
import { gaussian } from "../../src/nn/layers/gaussian.js";
import { linear } from "../../src/nn/layers/linear.js";
import { maxPool2d } from "../../src/nn/layers/maxPool2d.js";
import { flatten, reshape } from "../../src/nn/layers/reshape.js";
import { logSoftmax, softmax } from "../../src/nn/layers/softmax.js";
import { upsample2d } from "../../src/nn/layers/upsample2d.js";
import { featuresOf, withFeatures } from "../../src/nn/picture.js";

/** A definition and shapes that it takes. */
export interface Drawn {
  readonly definition: Definition;
  readonly shapes: readonly Shape[];
}

/** Numbers from which a layer is made for whatever shapes it meets: a recipe shrinks, and still fits. */
interface Step {
  readonly pick: number;
  readonly width: number;
  readonly amount: number;
  readonly inner: readonly (readonly Step[])[];
}

/** Recipes with layers inside layers to a depth. */
const recipes = (depth: number): fc.Arbitrary<readonly Step[]> =>
  fc.array(
    fc.record({
      pick: fc.nat({ max: 2 ** 16 }),
      width: fc.integer({ min: 1, max: 6 }),
      amount: fc.integer({ min: 1, max: 15 }).map((sixteenths) => sixteenths / 16),
      inner: depth === 0 ? fc.constant([]) : fc.array(recipes(depth - 1), { maxLength: 2 }),
    }),
    { maxLength: 2 + 2 * depth, size: "max" },
  );

/** At least 1/16 under the root: no network drawn divides by less than 1/4. */
const norms = ({ amount, width }: Step): Definition =>
  batchNorm({ epsilon: amount, momentum: 1 / width, affine: width % 2 === 0 });

const named = (layers: readonly Definition[]) =>
  layers.map((layer, i): readonly [string, Definition] => [`${layer.kind}${i}`, layer]);

const nested = ({ inner }: Step, shapes: readonly Shape[]): readonly Definition[] => [
  ...inner.slice(0, 1).map((recipe) => grow(recipe, shapes)),
  ...(inner.length > 0 ? [parallel(...named(inner.map((recipe) => grow(recipe, shapes))))] : []),
];

/** Side of the largest pictures that are enlarged further. */
const small = 6;

/** Layers of pictures alone, those that fit. */
const ofPicture = ({ pick, width, amount }: Step, shape: Shape): readonly Definition[] => {
  const [, rows, columns] = shape as readonly [number, number, number];
  const kernel = [1 + (pick % 3), 1 + ((pick >> 2) % 4)] as const;
  const stride = 1 + ((pick >> 4) % 3);
  const padding = (pick >> 6) % 3;
  const settings = { kernel, stride, padding, bias: amount > 0.5, init: "glorot" } as const;
  const outputPadding = (pick >> 8) % stride;
  const fits = rows + 2 * padding >= kernel[0] && columns + 2 * padding >= kernel[1];
  const reach = Math.min(
    (rows - 1) * stride - 2 * padding + kernel[0] + outputPadding,
    (columns - 1) * stride - 2 * padding + kernel[1] + outputPadding,
  );
  const room = Math.max(rows, columns) <= small;
  return [
    ...(fits ? [conv2d(width, settings), conv2d(width, settings)] : []),
    ...(room && reach > 0 ? [convTranspose2d(width, { ...settings, outputPadding })] : []),
    ...(room ? [upsample2d(1 + (pick % 2))] : []),
    ...(Math.min(rows, columns) >= kernel[0] ? [maxPool2d({ kernel: kernel[0], stride })] : []),
  ];
};

const ofOne = (step: Step, shape: Shape): readonly Definition[] => {
  const { width, amount } = step;
  const features = featuresOf(shape) ?? 0;
  const elementwise = [
    relu,
    leakyRelu(amount),
    sigmoid,
    tanh,
    softplus,
    activity,
    dropout(amount),
    softmax,
    logSoftmax,
  ];
  const flat = [linear(width), linear(width, { bias: false, init: "glorot" }), gaussianHead(width)];
  return [
    ...(shape.length === 1 ? [...flat, ...flat] : [flatten, flatten]),
    ...(shape.length === 3 ? ofPicture(step, shape) : []),
    ...elementwise,
    norms(step),
    reshape(size(shape) % 2 === 0 ? [2, size(shape) / 2] : [size(shape), 1]),
    reshape(size(shape) % 2 === 0 ? [2, 1, size(shape) / 2] : [1, size(shape), 1]),
    ...[2, 3].filter((parts) => features % parts === 0).map(split),
  ];
};

const ofSeveral = (shapes: readonly Shape[]): readonly Definition[] => {
  const [first, ...others] = shapes;
  const alike = others.every((shape) => sameShape(withFeatures(shape, 1), withFeatures(first!, 1)));
  const pair = shapes.length === 2 && sameShape(first!, shapes[1]!);
  return [...(alike ? [concat, concat] : []), ...(pair ? [gaussian] : [])];
};

/** Layers in a row, each chosen among those that take what the one before gives. */
const grow = (recipe: readonly Step[], shapes: readonly Shape[]): Definition => {
  let current = shapes;
  const layers = recipe.flatMap((step): readonly Definition[] => {
    const choices = [
      ...(current.length === 1 ? ofOne(step, current[0]!) : ofSeveral(current)),
      ...nested(step, current),
    ];
    const layer = choices[step.pick % choices.length];
    if (layer === undefined) return [];
    const network = compile(layer, current);
    if (E.isLeft(network)) throw new Error(`${JSON.stringify(layer)} does not take ${JSON.stringify(current)}`);
    current = network.right.outShapes;
    return [layer];
  });
  return sequence(...named(layers));
};

const extent = fc.integer({ min: 1, max: 6 });
const vectors: fc.Arbitrary<Shape> = fc.tuple(extent);

/** Tensors of one to three axes. */
const shapes: fc.Arbitrary<Shape> = fc.oneof(vectors, fc.tuple(extent, extent), fc.tuple(extent, extent, extent));

/** Whole networks, on one tensor or on two. */
export const networks: fc.Arbitrary<Drawn> = fc
  .record({
    recipe: recipes(2),
    inputs: fc.oneof({ weight: 3, arbitrary: fc.tuple(shapes) }, fc.tuple(vectors, vectors)),
  })
  .map(({ recipe, inputs }) => ({ definition: grow(recipe, inputs), shapes: inputs }));

const on = (inputs: fc.Arbitrary<readonly Shape[]>, definitions: fc.Arbitrary<Definition>): fc.Arbitrary<Drawn> =>
  fc.record({ definition: definitions, shapes: inputs });

const amounts = fc.integer({ min: 1, max: 15 }).map((sixteenths) => sixteenths / 16);
const one = fc.tuple(shapes);
const vector = fc.tuple(vectors);
const side = fc.integer({ min: 1, max: 9 });

/** Pictures and settings of layers of them; also what does not fit is drawn, and thrown away. */
const onPictures = (make: (draw: Draw) => Definition): fc.Arbitrary<Drawn> =>
  fc
    .record({
      picture: fc.tuple(extent, side, side),
      out: extent,
      kernel: fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 })),
      stride: fc.integer({ min: 1, max: 3 }),
      padding: fc.nat({ max: 3 }),
      more: fc.nat({ max: 2 }),
      bias: fc.boolean(),
    })
    .map((draw) => ({ definition: make(draw), shapes: [draw.picture] }))
    .filter(({ definition, shapes }) => E.isRight(compile(definition, shapes)));

interface Draw {
  readonly out: number;
  readonly kernel: readonly [number, number];
  readonly stride: number;
  readonly padding: number;
  readonly more: number;
  readonly bias: boolean;
}

/** Every layer by itself. */
export const layers: Readonly<Record<string, fc.Arbitrary<Drawn>>> = {
  linear: on(
    vector,
    fc.integer({ min: 1, max: 9 }).map((out) => linear(out)),
  ),
  "linear without bias": on(
    vector,
    extent.map((out) => linear(out, { bias: false, init: "glorot" })),
  ),
  conv2d: onPictures(({ out, kernel, stride, padding, bias }) =>
    conv2d(out, { kernel, stride, padding, bias, init: "glorot" }),
  ),
  convTranspose2d: onPictures(({ out, kernel, stride, padding, more, bias }) =>
    convTranspose2d(out, { kernel, stride, padding, bias, outputPadding: more % stride, init: "glorot" }),
  ),
  maxPool2d: onPictures(({ kernel: [kernel], stride }) => maxPool2d({ kernel, stride })),
  upsample2d: onPictures(({ stride }) => upsample2d(stride)),
  relu: on(one, fc.constant(relu)),
  leakyRelu: on(one, amounts.map(leakyRelu)),
  sigmoid: on(one, fc.constant(sigmoid)),
  tanh: on(one, fc.constant(tanh)),
  softplus: on(one, fc.constant(softplus)),
  activity: on(one, fc.constant(activity)),
  softmax: on(one, fc.constant(softmax)),
  logSoftmax: on(one, fc.constant(logSoftmax)),
  batchNorm: on(
    one,
    fc.record({ epsilon: amounts, momentum: amounts, affine: fc.boolean() }).map((settings) => batchNorm(settings)),
  ),
  dropout: on(one, fc.oneof(fc.constant(0), amounts).map(dropout)),
  flatten: on(one, fc.constant(flatten)),
  reshape: fc
    .tuple(extent, extent, extent)
    .map(([a, b, c]) => ({ definition: reshape([c, a * b]), shapes: [[a, b, c]] })),
  concat: fc.record({ outer: shapes, widths: fc.array(extent, { minLength: 1, maxLength: 3 }) }).map(
    ({ outer, widths }): Drawn => ({
      definition: concat,
      shapes: widths.map((width) => withFeatures([...outer, 1], width)),
    }),
  ),
  split: fc.record({ outer: shapes, width: extent, parts: extent }).map(
    ({ outer, width, parts }): Drawn => ({
      definition: split(parts),
      shapes: [withFeatures([...outer, 1], parts * width)],
    }),
  ),
  gaussian: shapes.map((shape): Drawn => ({ definition: gaussian, shapes: [shape, shape] })),
  gaussianHead: on(
    vector,
    extent.map((latent) => gaussianHead(latent)),
  ),
  "the identity": on(one, fc.constant(sequence())),
  "a fork that joins": on(
    vector,
    extent.map((out) => sequence(["fork", parallel(["skip", sequence()], ["deep", linear(out)])], ["join", concat])),
  ),
};
