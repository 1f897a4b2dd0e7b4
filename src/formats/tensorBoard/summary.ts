import { either as E } from "fp-ts";
import type { ReadonlyFloats } from "../../core/tensor.js";
import { badData, type Failure } from "../../failure.js";
import { recognise } from "../container.js";
import { type Buckets, bucketsOf } from "./buckets.js";
import * as proto from "./protobuf.js";

/** A picture as a PNG file. */
export interface PngPicture {
  readonly width: number;
  readonly height: number;
  /** As TensorFlow numbers them: 1 grey, 2 grey and alpha, 3 red, green and blue, 4 those and alpha. */
  readonly colours: number;
  readonly png: Uint8Array;
}

/** One thing to show, under a name whose slashes make sections: "train/loss". */
export type Summary =
  | { readonly kind: "Scalar"; readonly name: string; readonly value: number }
  | { readonly kind: "Image"; readonly name: string; readonly picture: PngPicture }
  | { readonly kind: "Histogram"; readonly name: string; readonly buckets: Buckets };

/** A point of a curve; kept as a float32. */
export const scalar = (name: string, value: number): Summary => ({ kind: "Scalar", name, value });

/** TensorFlow's number for a PNG's colour type: grey, -, colours, palette, grey and alpha, -, colours and alpha. */
const coloursOf = [1, undefined, 3, 3, 2, undefined, 4] as const;

/** Of a PNG file: signature (8 bytes), length and name of the first chunk (8), then width, height, depth, colour type. */
const headerOf = (png: Uint8Array): Omit<PngPicture, "png"> | undefined => {
  if (recognise(png) !== "a PNG picture" || png.length < 33) return undefined;
  const view = new DataView(png.buffer, png.byteOffset, png.length);
  const colours = coloursOf[view.getUint8(25)];
  return colours && { width: view.getUint32(16), height: view.getUint32(20), colours };
};

/**
 * A picture, given as the bytes of a PNG file.
 *
 * Errors: `NotPng`.
 */
export const image = (name: string, png: Uint8Array): E.Either<Failure<"NotPng">, Summary> => {
  const header = headerOf(png);
  return header === undefined
    ? E.left(badData("NotPng", "not a PNG picture", { where: name, got: recognise(png) }))
    : E.right({ kind: "Image", name, picture: { ...header, png } });
};

/** How values are spread. Values that are not finite are left out. */
export const histogram = (name: string, values: ReadonlyFloats): Summary => ({
  kind: "Histogram",
  name,
  buckets: bucketsOf(values),
});

const encodePicture = ({ height, width, colours, png }: PngPicture): Uint8Array =>
  proto.message(proto.int(1, height), proto.int(2, width), proto.int(3, colours), proto.bytes(4, png));

const encodeBuckets = ({ min, max, num, sum, sumSquares, limits, counts }: Buckets): Uint8Array =>
  proto.message(
    proto.double(1, min),
    proto.double(2, max),
    proto.double(3, num),
    proto.double(4, sum),
    proto.double(5, sumSquares),
    proto.doubles(6, limits),
    proto.doubles(7, counts),
  );

const encodeValue = (summary: Summary): Uint8Array => {
  switch (summary.kind) {
    case "Scalar":
      return proto.float(2, summary.value);
    case "Image":
      return proto.bytes(4, encodePicture(summary.picture));
    case "Histogram":
      return proto.bytes(5, encodeBuckets(summary.buckets));
  }
};

/**
 * A message `Summary` of some values.
 *
 * Source: TensorBoard, compat/proto/summary.proto and histogram.proto.
 */
export const encodeSummaries = (summaries: readonly Summary[]): Uint8Array =>
  proto.message(
    ...summaries.map((summary) => proto.bytes(1, proto.message(proto.text(1, summary.name), encodeValue(summary)))),
  );
