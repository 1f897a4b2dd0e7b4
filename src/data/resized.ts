/** Of each of `to` equal parts of `from` unit cells: the cells that it covers, and how much of them. */
const shares = (from: number, to: number): readonly (readonly (readonly [cell: number, share: number])[])[] =>
  Array.from({ length: to }, (_, part) => {
    const [start, end] = [(part * from) / to, ((part + 1) * from) / to];
    const first = Math.floor(start);
    const count = Math.ceil(end) - first;
    return Array.from({ length: count }, (_, i) => {
      const cell = first + i;
      return [cell, (Math.min(end, cell + 1) - Math.max(start, cell)) / (end - start)] as const;
    }).filter(([, share]) => share > 0);
  });

/**
 * A picture scaled to another size, each side by itself: a pixel is the mean of the area that it covers.
 *
 * @example
 * [...resized([0, 1, 1, 0.5], [2, 2], [1, 2])] // => [0.5, 0.75]
 */
export const resized = (
  picture: ArrayLike<number>,
  [height, width]: readonly [number, number],
  [rows, columns]: readonly [number, number],
): Float64Array => {
  const [down, across] = [shares(height, rows), shares(width, columns)];
  const out = new Float64Array(rows * columns);
  down.forEach((lines, i) => {
    across.forEach((cells, j) => {
      for (const [y, high] of lines)
        for (const [x, wide] of cells) out[i * columns + j]! += high * wide * picture[y * width + x]!;
    });
  });
  return out;
};
