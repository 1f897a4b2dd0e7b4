import { definitions, optimizers } from "./arbitraries/optimizers.js";
import { optimizerLaws } from "./laws/optimizer.js";

for (const [name, arbitrary] of Object.entries(optimizers)) optimizerLaws({ name, definitions: arbitrary });
optimizerLaws({ name: "any chain", definitions });
