/**
 * A quadtree over the points of a map in the plane (Barnes and Hut, "A hierarchical O(N log N) force-calculation
 * algorithm", 1986), made from points that are sorted: a node is a range of them, and its cell what their keys have in
 * common. Cells with one child are left out, so that every inner node has two children or more, and n points have
 * fewer than 2n nodes, wherever they lie.
 *
 * Nodes stand in preorder: the first child behind its parent, and in each the number of the node behind all that are
 * below it. So a walk needs no stack. A node is
 *
 *   the centre of its points (2), their number, the squared side of its cell    as T
 *   the node to visit next, first point, last + 1, 1 at a leaf                  as int32
 */
import { at, at32, at64, bytes, step } from "../memory";
import { keysOf, sortKeys, sortScratch } from "./order";

/** Points of a leaf at most, but where more have the same key. */
const leafSize: i32 = 12;

/** Bytes of a node. */
@inline export function nodeBytes<T>(): usize {
  return bytes<T>(4) + 16;
}

/** The integers of a node. */
@inline export function links<T>(node: usize): usize {
  return node + bytes<T>(4);
}

/** Ranges that wait: at each of 32 levels three, and one. */
const mostWaiting: i32 = 100;

/** Nodes from the root to one: a level each, and one. */
const longestPath: i32 = 34;

/** The bytes of scratch that a tree of n points needs. */
export function tsneTreeScratch(n: i32): i32 {
  return <i32>(at64(0, n + mostWaiting + longestPath) + sortScratch(n));
}

/** The first of the keys [first, last) whose two bits at `shift` are `quadrant` or more. */
function border(keys: usize, first: i32, last: i32, shift: u64, quadrant: u64): i32 {
  while (first < last) {
    const middle = (first + last) >> 1;
    if (((load<u64>(at64(keys, middle)) >> shift) & 3) < quadrant) first = middle + 1;
    else last = middle;
  }
  return first;
}

/** Puts the children of a range upon those that wait, the last one first; returns how many wait. */
function divide(waiting: usize, count: i32, keys: usize, first: i32, last: i32, shift: u64): i32 {
  let end = last;
  for (let quadrant = 3; quadrant >= 0; quadrant--) {
    const start = quadrant > 0 ? border(keys, first, end, shift, quadrant) : first;
    if (start == end) continue;
    store<i32>(at64(waiting, count), start);
    store<i32>(at64(waiting, count), end, 4);
    count++;
    end = start;
  }
  return count;
}

/** Ranges, links and cells of all nodes, in preorder; returns their number. */
@inline function cells<T>(nodes: usize, keys: usize, waiting: usize, path: usize, n: i32, side: f64): i32 {
  store<i32>(waiting, 0);
  store<i32>(waiting, n, 4);
  let count = 0, wait = 1, depth = 0;
  while (wait > 0) {
    wait--;
    const first = load<i32>(at64(waiting, wait)), last = load<i32>(at64(waiting, wait), 4);
    const node = step(nodes, count, nodeBytes<T>());
    const differ = load<u64>(at64(keys, first)) ^ load<u64>(at64(keys, last - 1));
    const leaf = last - first <= leafSize || differ == 0;
    // level l has cells of side / 2^l; points of the same key lie within the smallest
    const level = differ == 0 ? 32 : clz<u64>(differ) >> 1, edge = side / <f64>(<u64>1 << level);
    for (; depth > 0; depth--) {
      const above = load<usize>(at64(path, depth - 1));
      if (load<i32>(links<T>(above), 8) > first) break;
      store<i32>(links<T>(above), count);
    }
    store<T>(node, <T>(edge * edge), 3 * sizeof<T>());
    store<i32>(links<T>(node), first, 4);
    store<i32>(links<T>(node), last, 8);
    store<i32>(links<T>(node), leaf ? 1 : 0, 12);
    store<usize>(at64(path, depth), node);
    depth++;
    count++;
    if (!leaf) wait = divide(waiting, wait, keys, first, last, 62 - 2 * level);
  }
  for (; depth > 0; depth--) store<i32>(links<T>(load<usize>(at64(path, depth - 1))), count);
  return count;
}

/** Centres and numbers of points, from the last node to the first: those of a leaf's points, or of the children. */
@inline function centres<T>(nodes: usize, count: i32, sorted: usize, stride: i32): void {
  for (let i = count - 1; i >= 0; i--) {
    const node = step(nodes, i, nodeBytes<T>()), link = links<T>(node);
    const first = load<i32>(link, 4), last = load<i32>(link, 8);
    let x = 0.0, y = 0.0;
    if (load<i32>(link, 12)) {
      for (let s = first; s < last; s++) {
        x += <f64>load<T>(at<T>(sorted, s));
        y += <f64>load<T>(at<T>(sorted, stride + s));
      }
    } else {
      for (let j = i + 1; j < load<i32>(link);) {
        const child = step(nodes, j, nodeBytes<T>()), points = <f64>load<T>(child, 2 * sizeof<T>());
        x += points * <f64>load<T>(child);
        y += points * <f64>load<T>(child, sizeof<T>());
        j = load<i32>(links<T>(child));
      }
    }
    const points = <f64>(last - first);
    store<T>(node, <T>(x / points));
    store<T>(node, <T>(y / points), sizeof<T>());
    store<T>(node, <T>points, 2 * sizeof<T>());
  }
}

/** The points in their order, the last one again behind it. */
@inline function arrange<T>(sorted: usize, order: usize, y: usize, stride: i32, n: i32): void {
  for (let s = 0; s < stride; s++) {
    const i = load<i32>(at32(order, min(s, n - 1)));
    store<T>(at<T>(sorted, s), load<T>(at<T>(y, i)));
    store<T>(at<T>(sorted, stride + s), load<T>(at<T>(y, stride + i)));
  }
}

@inline function tree<T>(nodes: usize, sorted: usize, order: usize, y: usize, stride: i32, n: i32, scratch: usize): i32 {
  const keys = scratch, waiting = at64(keys, n), path = at64(waiting, mostWaiting);
  const side = keysOf<T>(keys, y, stride, n);
  sortKeys(keys, order, at64(path, longestPath), n);
  arrange<T>(sorted, order, y, stride, n);
  const count = cells<T>(nodes, keys, waiting, path, n, side);
  centres<T>(nodes, count, sorted, stride);
  return count;
}

/**
 * The tree over n > 0 points y, [2][stride]: their order (n int32), the points in it, [2][stride], and up to 2n nodes,
 * whose number it returns.
 */
export function tsneTree32(
  nodes: usize, sorted: usize, order: usize, y: usize, stride: i32, n: i32, scratch: usize,
): i32 {
  return tree<f32>(nodes, sorted, order, y, stride, n, scratch);
}

export function tsneTree64(
  nodes: usize, sorted: usize, order: usize, y: usize, stride: i32, n: i32, scratch: usize,
): i32 {
  return tree<f64>(nodes, sorted, order, y, stride, n, scratch);
}
