/** Names in checkpoints of earlier releases, which the format's version 1 has kept, and those of today. */
import type { CheckpointHeader } from "../../train/checkpoint.js";
import type { Leaves } from "../../train/leaves.js";

interface Renames {
  /** Of the definition. */
  readonly fields: Readonly<Record<string, string>>;
  readonly subObjectives: Readonly<Record<string, string>>;
  readonly terms: Readonly<Record<string, string>>;
}

/** By the kind of the model. */
const renamesOf: Readonly<Record<string, Renames>> = {
  disentangledAae: {
    fields: { reader: "styleClassifier", readerWeight: "confusionWeight" },
    subObjectives: { reader: "styleClassifier" },
    terms: { hiding: "confusion", reader: "styleClassifier" },
  },
};

const renamed = <Fields extends object>(names: Readonly<Record<string, string>>, fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [names[name] ?? name, value])) as Fields;

const isDefinition = (model: unknown): model is { readonly kind: unknown } =>
  typeof model === "object" && model !== null && "kind" in model;

/**
 * What was stored, by the names of today.
 *
 * Tensors of the moments are called by their sub-objective, "optimizer.reader.exp_avg.", those of a network are not.
 */
export const withNamesOfToday = <Stored extends { readonly header: CheckpointHeader; readonly leaves: Leaves }>(
  stored: Stored,
): Stored => {
  const { header, leaves } = stored;
  const { model, optimizer, history, underWay } = header;
  const renames = isDefinition(model) ? renamesOf[String(model.kind)] : undefined;
  if (renames === undefined || !isDefinition(model)) return stored;
  const { fields, subObjectives, terms } = renames;
  const leaf = (name: string): string =>
    name.replace(/^optimizer\.(\w+)\./, (all, own: string) => {
      const today = subObjectives[own];
      return today === undefined ? all : `optimizer.${today}.`;
    });
  return {
    ...stored,
    header: {
      ...header,
      model: renamed(fields, model),
      optimizer: renamed(subObjectives, optimizer),
      history: history.map(({ train, test }) => ({
        train: renamed(terms, train),
        test: test && renamed(terms, test),
      })),
      underWay: { ...underWay, sums: renamed(terms, underWay.sums) },
    },
    leaves: Object.fromEntries(Object.entries(leaves).map(([name, tensor]) => [leaf(name), tensor])),
  };
};
