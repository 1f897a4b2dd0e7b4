/**
 * The font of figures on a canvas, in base64, so that they look alike on every machine.
 *
 * May use Node's buffers; the canvas package is handed in. Begin with `registerFont`; `inter.ts` is data.
 */
import { faces } from "./inter.js";

/** The families to name in `context.font`, under names that no machine has installed. */
export const families = '"elbo Inter", "elbo Inter Greek"';

/** The fonts that a canvas package knows. */
export interface FontRegister {
  readonly families: readonly { readonly family: string; readonly styles: readonly { readonly weight: number }[] }[];
  register(font: Buffer, family: string): unknown;
}

/**
 * Registers the bundled font with the canvas package; the second and later calls do nothing.
 *
 * A global effect: the canvas knows fonts by process, not by context, and on a machine without fonts it draws text as
 * nothing, without an error. So no figure is drawn without this call.
 */
export const registerFont = ({ GlobalFonts }: { readonly GlobalFonts: FontRegister }): void => {
  const known = new Set(GlobalFonts.families.flatMap((f) => f.styles.map((style) => `${f.family} ${style.weight}`)));
  for (const { subset, weight, base64 } of faces) {
    const family = subset === "latin" ? "elbo Inter" : "elbo Inter Greek";
    if (known.has(`${family} ${weight}`)) continue;
    if (GlobalFonts.register(Buffer.from(base64, "base64"), family) === null) {
      throw new Error(`the bundled font ${family} ${weight} cannot be read`);
    }
  }
};
