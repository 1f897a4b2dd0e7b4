/** Codes as points of a space: sums, straight ways and closed ones. */
import { either as E, function as F } from "fp-ts";
import { checked, expectCount, expectNumbers, expectOption, expectOptions, expectTensor } from "../core/checks.js";
import { showShape } from "../core/shape.js";
import { type Tensor, tensor } from "../core/tensor.js";
import type { Failure } from "../failure.js";

/** Codes [n, d]. Errors: `BadArgument`; `BadOption` for a tensor of another rank. */
const expectCodes = (what: string, z: Tensor): E.Either<Failure, Tensor> =>
  F.pipe(
    expectTensor(what, z),
    E.chainFirst(({ shape }) => expectOption(what, shape.length === 2, "codes [n, d]", showShape(shape))),
  );

/** What each code counts. */
export interface CombinationOptions {
  /** One a row. */
  readonly coefficients: readonly number[];
}

/**
 * Codes added up, sum_i c_i z_i over the rows of z [n, d]: [1, d]. With 1, 1, -1 the first, changed as the second
 * differs from the third.
 *
 * Errors: `BadArgument`; `BadOption` where there are not as many coefficients as rows.
 *
 * @example
 * const z = tensor32([3, 1], [5, 4, 1]);
 * E.map(({ data }: Tensor) => [...data])(linearCombination(z, { coefficients: [1, 1, -1] })) // => E.right([8])
 */
export const linearCombination = (z: Tensor, options: CombinationOptions): E.Either<Failure, Tensor> =>
  F.pipe(
    checked(z, expectCodes("codes", z), expectOptions(options, ["coefficients"])),
    E.chainFirst(() => expectNumbers("coefficients", options.coefficients)),
    E.chainFirst(({ shape: [n] }) => {
      const { length } = options.coefficients;
      return expectOption("coefficients", length === n, `${n} of them, one a row`, length);
    }),
    E.map(({ shape, data }) => {
      const { coefficients } = options;
      const d = shape[1]!;
      const sum = new Float32Array(d);
      coefficients.forEach((c, i) => {
        for (let j = 0; j < d; j++) sum[j]! += c * data[i * d + j]!;
      });
      return tensor([1, d], sum);
    }),
  );

/** How fine a path of codes is. */
export interface PathOptions {
  readonly steps: number;
}

const expectSteps = (options: PathOptions): E.Either<Failure, unknown> =>
  F.pipe(
    expectOptions(options, ["steps"]),
    E.chain(() => expectCount("steps", options.steps)),
  );

/**
 * `steps` codes from code a to code b, of d numbers each, in equal steps, both ends among them: [steps, d].
 *
 * Errors: `BadArgument`; `BadOption` for steps that are no count, or codes of two sizes.
 *
 * @example
 * const path = linspaceCodes(tensor32([1], [0]), tensor32([1], [3]), { steps: 4 });
 * E.map(({ data }: Tensor) => [...data])(path) // => E.right([0, 1, 2, 3])
 */
export const linspaceCodes = (a: Tensor, b: Tensor, options: PathOptions): E.Either<Failure, Tensor> =>
  F.pipe(
    checked(options, expectTensor("the first code", a), expectTensor("the last code", b), expectSteps(options)),
    E.chainFirst(() =>
      expectOption("the last code", a.data.length === b.data.length, `${a.data.length} numbers`, b.data.length),
    ),
    E.map(({ steps }) => {
      const d = a.data.length;
      const last = Math.max(steps - 1, 1);
      const at = (i: number): number => Math.floor(i / d) / last;
      return tensor(
        [steps, d],
        Float32Array.from({ length: steps * d }, (_, i) => (1 - at(i)) * a.data[i % d]! + at(i) * b.data[i % d]!),
      );
    }),
  );

/**
 * A closed path through codes [n, d], straight from each to the next and from the last to the first, in equal steps, each
 * code being the first of its `steps`: [n steps, d].
 *
 * Errors: `BadArgument`; `BadOption`.
 *
 * @example
 * const path = closedPath(tensor32([2, 1], [0, 4]), { steps: 2 });
 * E.map(({ data }: Tensor) => [...data])(path) // => E.right([0, 2, 4, 2])
 */
export const closedPath = (z: Tensor, options: PathOptions): E.Either<Failure, Tensor> =>
  F.pipe(
    checked(options, expectCodes("codes", z), expectSteps(options)),
    E.map(({ steps }) => {
      const [n, d] = z.shape as readonly [number, number];
      const along = (at: number): number => {
        const [step, j] = [Math.floor(at / d), at % d];
        const [leg, t] = [Math.floor(step / steps), (step % steps) / steps];
        return (1 - t) * z.data[leg * d + j]! + t * z.data[((leg + 1) % n) * d + j]!;
      };
      return tensor(
        [n * steps, d],
        Float32Array.from({ length: n * steps * d }, (_, at) => along(at)),
      );
    }),
  );
