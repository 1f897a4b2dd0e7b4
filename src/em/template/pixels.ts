/** Distance in the data between neighbours along each axis. */
export interface Strides {
  readonly row: number;
  readonly column: number;
  readonly image: number;
}

/** Which pixels were observed (1) and which are missing (0): one mask for all images, or one an image. */
export type Mask = { readonly kind: "shared" | "each"; readonly data: ArrayLike<number>; readonly strides: Strides };

/** K images of H x W pixels as they lie in an array. */
export interface Pixels {
  readonly height: number;
  readonly width: number;
  /** Number of the first image and how many follow: a part of a stack shares its data. */
  readonly from: number;
  readonly count: number;
  readonly data: ArrayLike<number>;
  readonly strides: Strides;
  readonly mask: Mask | undefined;
}
