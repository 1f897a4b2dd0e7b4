import { size } from "../../core/shape.js";
import { orThrow } from "../../failure.js";
import type { Weights } from "../../nn/weights.js";
import type { ParameterLayout } from "../../train/objective.js";
import { type Observer, observer } from "../../train/observer.js";
import type { TrainState } from "../../train/state.js";
import { histogram, image, type Summary, scalar } from "./summary.js";

/** Values to show at a step. */
export interface Point {
  readonly kind: "Point";
  readonly step: number;
  readonly summaries: readonly Summary[];
}

const scalars = (section: string, values: Readonly<Record<string, number>>): readonly Summary[] =>
  Object.entries(values).map(([name, value]) => scalar(`${section}/${name}`, value));

const histograms = ({ params }: ParameterLayout, weights: Weights): readonly Summary[] => {
  const block = Float32Array.from(weights.params);
  return params.map(({ path, shape, offset }) =>
    histogram(`weights/${path}`, block.subarray(offset, offset + size(shape))),
  );
};

/** What else TensorBoard is told. */
export interface CurvesOptions<Term extends string> {
  readonly sketches?: Sketches<Term> | undefined;
}

/** What is drawn of a model in training: PNG files by name, at the end of some epochs, counted from 0. */
export interface Sketches<Term extends string> {
  readonly epochs: ReadonlySet<number>;
  readonly draw: (state: TrainState<Term>) => Readonly<Record<string, Uint8Array>>;
}

const images = (files: Readonly<Record<string, Uint8Array>>): readonly Summary[] =>
  Object.entries(files).map(([name, png]) => orThrow(image(`pictures/${name}`, png)));

/**
 * What TensorBoard is told of a training: the losses of each batch ("batch/loss"), those of each epoch ("train/loss",
 * "test/loss"), how the values of each tensor are spread then, and pictures. Steps count from the beginning of the
 * training.
 *
 * Throws where what is drawn is no PNG.
 */
export const curves = <Term extends string>(
  model: ParameterLayout,
  { sketches }: CurvesOptions<Term> = {},
): Observer<Term, Point> =>
  observer(0, (batches, event) => {
    const at = (step: number, ...summaries: readonly Summary[]): { readonly effects: readonly Point[] } => ({
      effects: [{ kind: "Point", step, summaries }],
    });
    switch (event.kind) {
      case "RunStarted":
        return { state: event.batches };
      case "BatchEnded":
        return at(event.epoch * batches + event.batch + 1, ...scalars("batch", event.losses));
      case "EpochEnded": {
        const { losses, state, epoch } = event;
        return at(
          (epoch + 1) * batches,
          ...scalars("train", losses.train),
          ...scalars("test", losses.test ?? {}),
          ...histograms(model, state.weights),
          ...(sketches?.epochs.has(epoch) ? images(sketches.draw(state)) : []),
        );
      }
      default:
        return {};
    }
  });
