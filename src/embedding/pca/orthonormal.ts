import type { Runtime } from "../../wasm/runtime.js";

/**
 * An orthonormal basis of the span of some rows of d numbers: each row less its projections on those before it, taken
 * twice, which leaves a defect of rounding; rows that then vanish are dropped.
 *
 * Source: Giraud, Langou & Rozloznik, "The loss of orthogonality in the Gram-Schmidt process" (2005): twice is enough.
 *
 * @example
 * [...orthonormalRows(runtime, new Float64Array([0, 2, 0, 3]), 2)] // => [0, 1]
 */
export const orthonormalRows = (runtime: Runtime, rows: Float64Array, d: number): Float64Array =>
  runtime.using(({ kernels, arena }) => {
    const [scratch, basis] = [arena.alloc(kernels.gemmScratch()), arena.put64(rows)];
    const coefficients = arena.alloc64(rows.length / d);
    let kept = 0;
    for (let i = 0; i < rows.length / d; i++) {
      const at = basis + 8 * kept * d;
      arena.f64(at, d).set(rows.subarray(i * d, (i + 1) * d));
      const before = kernels.squaredNorm64(at, 0, d);
      for (let time = 0; time < 2; time++) {
        kernels.gemm64(coefficients, kept, at, d, 1, basis, 1, d, 1, 0, kept, d, 0, scratch);
        const c = arena.f64(coefficients, kept);
        for (let j = 0; j < kept; j++) c[j] = -c[j]!;
        kernels.gemm64(at, d, coefficients, kept, 1, basis, d, 1, 1, 0, d, kept, 1, scratch);
      }
      const after = kernels.squaredNorm64(at, 0, d);
      if (!(after > before * (d * 2 ** -52) ** 2)) continue;
      const row = arena.f64(at, d);
      for (let j = 0; j < d; j++) row[j]! /= Math.sqrt(after);
      kept += 1;
    }
    return arena.f64(basis, kept * d).slice();
  });
