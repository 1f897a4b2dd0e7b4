/** What the declarations promise, to a compiler that knows nothing of Node. */
import { type Failure, key, load, type Runtime, template } from "elbo-ts";
import { base64 } from "elbo-ts/kernels/relaxed.js";
import type { either as E, taskEither as TE } from "fp-ts";

export const runtime: TE.TaskEither<Failure, Runtime> = load({ simd: "plain" });
export const encoded: string = base64;
export const fit = (runtime: Runtime, images: template.Images): E.Either<Failure, template.TemplateFit> =>
  template.fit(runtime, key(0), images, { faceWidth: 3 });

// @ts-expect-error: the width of the face has no default
export const unfinished = (runtime: Runtime, images: template.Images) => template.fit(runtime, key(0), images, {});
