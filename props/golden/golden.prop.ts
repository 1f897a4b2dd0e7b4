import { describe, expect, test } from "vitest";
import { compare } from "./compare.js";
import { topics } from "./index.js";
import { plan } from "./plan.js";

const planned = plan(process.env["GOLDEN_DIR"], topics);

describe("golden values", () => {
  if (planned._tag === "Skip") {
    console.log(`golden values: ${planned.why}`);
    test.skip(planned.why, () => {});
    return;
  }
  if (planned._tag === "Fail") {
    test("the folder can be compared with", () => expect.fail(planned.why));
    return;
  }

  const { runs, uncovered } = planned;
  const total = runs.reduce((sum, { cases }) => sum + cases.length, 0);
  console.log(`golden values: ${total} cases; operations not covered: ${uncovered.join(", ") || "none"}`);

  for (const { topic, cases } of runs)
    describe(`${topic.name} (${topic.precision})`, () => {
      for (const c of cases)
        test(`${c.op}: ${c.name}`, () => {
          const complaints = compare(c, topic.ops[c.op]!(c), topic.precision);
          expect(complaints.slice(0, 5), `${complaints.length} differences`).toEqual([]);
        });
    });
});
