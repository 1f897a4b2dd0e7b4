import fc from "fast-check";

/** Laws by name, each a test of one instance that throws where it does not hold. */
export type Laws = Readonly<Record<string, () => void>>;

/** A law over whatever is drawn. */
export const forAll =
  <Given extends [unknown, ...unknown[]]>(...property: Parameters<typeof fc.property<Given>>) =>
  (): void =>
    fc.assert(fc.property(...property));

/** The names of those that do not hold, in one text, among all or some: for a test that expects one. */
export const broken = (laws: Laws, among = /./): string =>
  Object.entries(laws)
    .filter(([name]) => among.test(name))
    .filter(([, law]) => {
      try {
        law();
        return false;
      } catch {
        return true;
      }
    })
    .map(([name]) => name)
    .join("\n");

/** Throws where an error is above what is allowed, or is not a number. */
export const within = (what: string, error: number, allowed: number): void => {
  if (!(error <= allowed)) throw new Error(`${what}: off by ${error}, allowed ${allowed}`);
};

/** Throws where one number is not another, bit for bit. */
export const same = (what: string, a: ArrayLike<number>, b: ArrayLike<number>): void => {
  const at = a.length === b.length ? Array.from(a).findIndex((value, i) => !Object.is(value, b[i])) : 0;
  if (at >= 0) throw new Error(`${what}, number ${at}: ${a[at]}, not ${b[at]}`);
};
