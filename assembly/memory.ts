/**
 * Addresses. Every index-to-byte product of the kernels is written here and nowhere else: `p + i << 3` is
 * `(p + i) << 3`, and has been shipped as such by others.
 */

/** Address of float32 element i. */
@inline export function at32(p: usize, i: i32): usize {
  return p + ((<usize>i) << 2);
}

/** Address of float64 element i. */
@inline export function at64(p: usize, i: i32): usize {
  return p + ((<usize>i) << 3);
}

/** The bytes of n elements of a type. */
@inline export function bytes<T>(n: i32): usize {
  return <usize>n * sizeof<T>();
}

/** Address of element i of a type. */
@inline export function at<T>(p: usize, i: i32): usize {
  return p + bytes<T>(i);
}

/** Address i strides of so many bytes on. */
@inline export function step(p: usize, i: i32, stride: usize): usize {
  return p + <usize>i * stride;
}
