/**
 * What the points of a map do to each other (forces.ts), where cells that are small beside their distance count as so
 * many points at their centre: side < theta * distance.
 *
 *   R_i = sum over nodes of m k^2 (y_i - c),   z_i = sum over nodes of m k,   k = 1 / (1 + |y_i - c|^2)
 *
 * Lanes run over points that are neighbours in the order of the tree, and a cell must be small for all of them; one
 * that holds any of them is opened, so that no point meets itself. With theta = 0 all pairs are met.
 *
 * Terms are summed in T. With t of them for a point and unit roundoff u, |error| <= (t + 24) u sum |term| to first order
 * in u, beside what the cells leave out.
 */
import { every, fma, lanes } from "../lanes";
import { at, at32, at64, step } from "../memory";
import { links, nodeBytes } from "./tree";

const one = memory.data<f64>([1.0]);

/** The numbers of the lanes, as T is wide. */
const numbers32 = memory.data<i32>([0, 1, 2, 3]);
const numbers64 = memory.data<i64>([0, 1]);

/** All bits in the lanes that are not point j, the first lane being point s. */
@inline function others<T>(s: i32, j: i32): v128 {
  if (sizeof<T>() == 4) return i32x4.ne(v128.load(numbers32), i32x4.splat(j - s));
  return i64x2.ne(v128.load(numbers64), i64x2.splat(j - s));
}

/** Lane l as a float64. */
@inline function lane<T>(v: v128, l: i32): f64 {
  if (sizeof<T>() == 8) return l == 0 ? f64x2.extract_lane(v, 0) : f64x2.extract_lane(v, 1);
  if (l < 2) return l == 0 ? f32x4.extract_lane(v, 0) : f32x4.extract_lane(v, 1);
  return l == 2 ? f32x4.extract_lane(v, 2) : f32x4.extract_lane(v, 3);
}

/** The sorted points [from, to): sums of rows of `rows` float64, R (2 rows) and z, each where the point was in y. */
@inline function repulsion<T>(
  sums: usize, rows: i32, nodes: usize, count: i32, sorted: usize, stride: i32, order: usize,
  theta: f64, from: i32, to: i32,
): void {
  const unit = every<T>(load<f64>(one)), zero = every<T>(0), bound = every<T>(theta * theta);
  for (let s = from & -lanes<T>(); s < to; s += lanes<T>()) {
    const x = v128.load(at<T>(sorted, s)), y = v128.load(at<T>(sorted, stride + s));
    let rx = zero, ry = zero, z = zero;
    for (let i = 0; i < count;) {
      const node = step(nodes, i, nodeBytes<T>()), link = links<T>(node);
      const first = load<i32>(link, 4), last = load<i32>(link, 8);
      const holds = first < s + lanes<T>() && s < last;
      const dx = v128.sub<T>(x, v128.load_splat<T>(node)), dy = v128.sub<T>(y, v128.load_splat<T>(node, sizeof<T>()));
      const square = fma<T>(dy, dy, v128.mul<T>(dx, dx));
      const small = v128.lt<T>(v128.load_splat<T>(node, 3 * sizeof<T>()), v128.mul<T>(bound, square));
      if (!holds && v128.all_true<i32>(small)) {
        const k = v128.div<T>(unit, v128.add<T>(unit, square));
        const mass = v128.mul<T>(k, v128.load_splat<T>(node, 2 * sizeof<T>())), push = v128.mul<T>(mass, k);
        z = v128.add<T>(z, mass);
        rx = fma<T>(push, dx, rx);
        ry = fma<T>(push, dy, ry);
        i = load<i32>(link);
      } else if (load<i32>(link, 12)) {
        for (let j = first; j < last; j++) {
          const ax = v128.sub<T>(x, v128.load_splat<T>(at<T>(sorted, j)));
          const ay = v128.sub<T>(y, v128.load_splat<T>(at<T>(sorted, stride + j)));
          let k = v128.div<T>(unit, fma<T>(ay, ay, fma<T>(ax, ax, unit)));
          if (holds) k = v128.and(k, others<T>(s, j));
          const push = v128.mul<T>(k, k);
          z = v128.add<T>(z, k);
          rx = fma<T>(push, ax, rx);
          ry = fma<T>(push, ay, ry);
        }
        i = load<i32>(link);
      } else i++;
    }
    for (let l = max(0, from - s); l < min(lanes<T>(), to - s); l++) {
      const sum = at64(sums, load<i32>(at32(order, s + l)));
      store<f64>(sum, lane<T>(rx, l));
      store<f64>(at64(sum, rows), lane<T>(ry, l));
      store<f64>(at64(sum, 2 * rows), lane<T>(z, l));
    }
  }
}

export function tsneRepulsion32(
  sums: usize, rows: i32, nodes: usize, count: i32, sorted: usize, stride: i32, order: usize,
  theta: f64, from: i32, to: i32,
): void {
  repulsion<f32>(sums, rows, nodes, count, sorted, stride, order, theta, from, to);
}

export function tsneRepulsion64(
  sums: usize, rows: i32, nodes: usize, count: i32, sorted: usize, stride: i32, order: usize,
  theta: f64, from: i32, to: i32,
): void {
  repulsion<f64>(sums, rows, nodes, count, sorted, stride, order, theta, from, to);
}
