/** Complaints of laws that are not yet kept everywhere: these lists only shrink, and go with the last of them. */

/** By law: complaints that hold one of these are known. */
export const notYet = {
  imports: [] as readonly string[],
};

/** The complaints that are not known. */
export const beyond = (known: readonly string[], complaints: readonly string[]): readonly string[] =>
  complaints.filter((complaint) => !known.some((part) => complaint.includes(part)));
