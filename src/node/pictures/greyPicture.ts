import { function as F, taskEither as TE } from "fp-ts";
import { resized } from "../../data/resized.js";
import { badData, type Failure } from "../../failure.js";
import { recognise } from "../../formats/container.js";
import type { CanvasPackage } from "../canvas.js";
import { readBytes } from "../file.js";

/** A grey picture: 0 is black. */
export interface Grey {
  readonly height: number;
  readonly width: number;
  readonly pixels: Uint8Array;
}

/** Rows and columns. */
export type Size = readonly [rows: number, columns: number];

/** ITU-R BT.601 luma, over black where the picture is transparent: exact for a grey one. */
const grey = async ({ loadImage, createCanvas }: CanvasPackage, bytes: Uint8Array): Promise<Grey> => {
  const picture = await loadImage(bytes);
  const { width, height } = picture;
  const context = createCanvas(width, height).getContext("2d");
  context.fillRect(0, 0, width, height);
  context.drawImage(picture, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const pixels = new Uint8Array(width * height);
  for (let i = 0; i < pixels.length; i++)
    pixels[i] = (299 * data[4 * i]! + 587 * data[4 * i + 1]! + 114 * data[4 * i + 2]! + 500) / 1000;
  return { height, width, pixels };
};

const scaled =
  (size: Size) =>
  ({ height, width, pixels }: Grey): Grey => ({
    height: size[0],
    width: size[1],
    pixels: Uint8Array.from(resized(pixels, [height, width], size), Math.round),
  });

/**
 * Reads a PNG picture, or another one that the drawing package knows, as grey; scaled where a size is given.
 *
 * Errors: `NotPicture` and those of `readBytes`.
 */
export const readGrey = (canvas: CanvasPackage, path: string, size?: Size): TE.TaskEither<Failure, Grey> =>
  F.pipe(
    readBytes(path),
    TE.flatMap((bytes) =>
      TE.tryCatch(
        () => grey(canvas, bytes),
        () => {
          const got = recognise(bytes);
          return badData("NotPicture", "not a picture that can be read", {
            where: path,
            got: got === "a PNG picture" ? "a damaged PNG picture" : got,
          });
        },
      ),
    ),
    TE.map(size === undefined ? F.identity : scaled(size)),
  );
