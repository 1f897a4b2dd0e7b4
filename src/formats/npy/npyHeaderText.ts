import type { Shape } from "../../core/shape.js";
import type { DType } from "../ndarray.js";
import { elements } from "./npyElement.js";
import { type NpyHeader, npyMagic } from "./npyHeader.js";

/** A header of NumPy's own making, byte for byte: sorted keys, room for the growing axis to gain digits, ends at 64. */
export const formatNpyHeader = (
  dtype: DType,
  shape: Shape,
  { version, fortran, order }: Pick<NpyHeader, "version" | "fortran" | "order">,
): Uint8Array => {
  const { code, width } = elements[dtype];
  const mark = width === 1 ? "|" : order === "little" ? "<" : ">";
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
  const growing = shape.at(fortran ? -1 : 0);
  const room = growing === undefined ? "" : " ".repeat(21 - String(growing).length);
  const dictionary = `{'descr': '${mark}${code}', 'fortran_order': ${fortran ? "True" : "False"}, 'shape': ${tuple}, }${room}`;
  const start = version === 1 ? 10 : 12;
  const unpadded = start + dictionary.length + 1;
  const text = `${dictionary}${" ".repeat(64 - (unpadded % 64))}\n`;
  const bytes = new Uint8Array(start + text.length);
  bytes.set([...npyMagic, version, 0]);
  const view = new DataView(bytes.buffer);
  if (version === 1) view.setUint16(8, text.length, true);
  else view.setUint32(8, text.length, true);
  bytes.set(new TextEncoder().encode(text), start);
  return bytes;
};
