/** What the declarations promise, to a compiler that knows nothing of Node. */

import { base64 } from "elbo-ts/kernels/relaxed.js";
import type { either as E, taskEither as TE } from "fp-ts";
import {
  type Failure,
  fitTemplate,
  type Images,
  key,
  load,
  type Runtime,
  type TemplateFit,
} from "./node_modules/elbo-ts/dist/flat.js";

export const runtime: TE.TaskEither<Failure, Runtime> = load({ simd: "plain" });
export const encoded: string = base64;
export const fit = (runtime: Runtime, images: Images): E.Either<Failure, TemplateFit> =>
  fitTemplate(runtime, key(0), images, { faceWidth: 3 });

// @ts-expect-error: the width of the face has no default
export const unfinished = (runtime: Runtime, images: Images) => fitTemplate(runtime, key(0), images, {});
