/** A reader of animated GIF files, written from the specification: what a viewer shows, frame by frame. */

/** One frame as it stands on the screen. */
export interface Shown {
  /** Hundredths of a second. */
  readonly delay: number;
  /** Three bytes a pixel. */
  readonly rgb: Uint8Array;
}

/** A film. */
export interface Film {
  readonly width: number;
  readonly height: number;
  readonly loops: boolean;
  readonly shown: readonly Shown[];
}

const demand = (holds: boolean, otherwise: string): void => {
  if (!holds) throw new Error(otherwise);
};

/** Strings are written out whole, codes are read bit by bit. */
const unpack = (bytes: readonly number[], bits: number): readonly number[] => {
  const [clear, end] = [2 ** bits, 2 ** bits + 1];
  const fresh = (): number[][] => [...Array.from({ length: clear }, (_, i) => [i]), [], []];
  const out: number[] = [];
  let strings = fresh();
  let width = bits + 1;
  let last: number[] | null = null;
  let at = 0;
  for (;;) {
    demand(at + width <= 8 * bytes.length, "the codes end before their end code");
    let code = 0;
    for (let b = 0; b < width; b++, at++) code += ((bytes[at >> 3]! >> (at & 7)) & 1) * 2 ** b;
    if (code === end) break;
    if (code === clear) {
      [strings, width, last] = [fresh(), bits + 1, null];
      continue;
    }
    demand(code < strings.length || (code === strings.length && last !== null), `code ${code} of ${strings.length}`);
    const string: number[] = strings[code] ?? [...last!, last![0]!];
    out.push(...string);
    if (last !== null && strings.length < 4096) strings.push([...last, string[0]!]);
    if (strings.length === 2 ** width && width < 12) width += 1;
    last = string;
  }
  demand(8 * bytes.length - at < 8, "bytes behind the end code");
  return out;
};

/** Plays a file. */
export const play = (file: Uint8Array): Film => {
  let at = 0;
  const byte = (): number => {
    demand(at < file.length, "the file ends too early");
    return file[at++]!;
  };
  const word = (): number => byte() + 256 * byte();
  const text = (n: number): string => Array.from({ length: n }, () => String.fromCharCode(byte())).join("");
  const blocks = (): number[] => {
    const bytes: number[] = [];
    for (let length = byte(); length > 0; length = byte()) for (let i = 0; i < length; i++) bytes.push(byte());
    return bytes;
  };

  demand(text(6) === "GIF89a", "not GIF89a");
  const [width, height] = [word(), word()];
  const packed = byte();
  demand((packed & 0x80) !== 0, "no colour table");
  at += 2;
  const table = Array.from({ length: 2 ** ((packed & 7) + 1) }, () => [byte(), byte(), byte()]);

  const screen = new Uint8Array(3 * width * height);
  const shown: Shown[] = [];
  let loops = false;
  let control = { keeps: false, transparent: -1, delay: 0 };
  for (let sign = byte(); sign !== 0x3b; sign = byte()) {
    if (sign === 0x21) {
      const kind = byte();
      const bytes = blocks();
      if (kind === 0xff) loops ||= String.fromCharCode(...bytes.slice(0, 11)) === "NETSCAPE2.0" && bytes[11] === 1;
      if (kind === 0xf9)
        control = {
          keeps: ((bytes[0]! >> 2) & 7) === 1,
          transparent: (bytes[0]! & 1) === 1 ? bytes[3]! : -1,
          delay: bytes[1]! + 256 * bytes[2]!,
        };
      continue;
    }
    demand(sign === 0x2c, `an unknown block ${sign}`);
    const [left, top, wide, high] = [word(), word(), word(), word()];
    demand(byte() === 0, "a table of its own, or interlaced");
    demand(left + wide <= width && top + high <= height, "a frame beyond the screen");
    const bits = byte();
    demand(bits >= 2 && bits <= 8, `codes of ${bits} bits`);
    const pixels = unpack(blocks(), bits);
    demand(pixels.length === wide * high, `${pixels.length} pixels of ${wide} x ${high}`);
    demand(control.keeps, "a frame that does not stay");
    pixels.forEach((pixel, i) => {
      if (pixel === control.transparent) return;
      screen.set(table[pixel]!, 3 * ((top + Math.floor(i / wide)) * width + left + (i % wide)));
    });
    shown.push({ delay: control.delay, rgb: screen.slice() });
  }
  demand(at === file.length, "bytes behind the end");
  return { width, height, loops, shown };
};
