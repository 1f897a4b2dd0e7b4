import { type Plateau, reduceOnPlateau } from "../../optim/plateau.js";
import { type Observer, observer } from "../observer.js";
import { closedBy, type Monitor, testLoss } from "./epoch.js";

/**
 * Lowers the rate when what is monitored stops improving, by PyTorch's rule; its rate is in force from the first epoch
 * on, in the place of the optimiser's own.
 */
export const reducePlateau = <Term extends string>(
  config: Plateau,
  of: Monitor<Term> = testLoss,
): Observer<Term, never> => {
  const { init, observe } = reduceOnPlateau(config);
  return observer(init, (state, event) => {
    if (event._tag === "EpochStarted") return { answer: { rate: state.rate } };
    const closed = closedBy(event);
    return closed ? { state: observe(state, of(closed.losses)) } : {};
  });
};
