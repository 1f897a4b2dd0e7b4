/** The parameters of the families, in the form in which a network puts them out. A row: one distribution. */

/** N(mean, diag exp(logvar)) over rows of mean.length numbers. */
export interface NormalParameters {
  readonly mean: ArrayLike<number>;
  readonly logvar: ArrayLike<number>;
}

/** Independent bits (P(x_j = 1) = sigmoid(logits_j)), or one class of logits.length (P(c) = softmax(logits)_c). */
export interface Logits {
  readonly logits: ArrayLike<number>;
}

/** A number with its gradient, which has the form of what it is taken by. */
export interface WithGradient<P> {
  readonly value: number;
  readonly gradient: P;
}
