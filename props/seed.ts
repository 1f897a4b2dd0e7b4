import fc from "fast-check";

/**
 * One seed for every property. It is fixed, so that a run can be repeated; `PROPS_SEED=n` asks for another one and
 * `PROPS_SEED=fresh` for one that was never tried. fast-check prints seed and path with each counterexample.
 */
const fixed = 20_261_120;
const asked = process.env["PROPS_SEED"];
const seed = asked === "fresh" ? Math.floor(Math.random() * 2 ** 31) : asked === undefined ? fixed : Number(asked);

fc.configureGlobal({
  seed,
  numRuns: Number(process.env["PROPS_RUNS"] ?? 100),
  interruptAfterTimeLimit: 90_000,
  markInterruptAsFailure: false,
});
if (seed !== fixed) console.log(`properties: PROPS_SEED=${seed}`);
