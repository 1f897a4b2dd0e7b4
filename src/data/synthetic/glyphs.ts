/**
 * A place the pen passes: x to the right and y down, in hundredths of the letter box. The pen turns smoothly there
 * unless the place is marked as a corner.
 */
export interface PenPoint {
  readonly x: number;
  readonly y: number;
  readonly corner: boolean;
}

/** What the pen writes before it is lifted. */
export type Stroke = readonly PenPoint[];

/** One way of writing a digit, and how common it is among the ways of writing that digit. */
export interface Allograph {
  readonly share: number;
  readonly strokes: readonly Stroke[];
}

/** The places of a stroke as `x,y x,y ...`, a corner as `x,y^`. */
const stroke = (places: string): Stroke =>
  places.split(" ").map((place) => {
    const [x, y] = place.replace("^", "").split(",").map(Number) as [number, number];
    return { x, y, corner: place.endsWith("^") };
  });

const way = (share: number, ...strokes: readonly string[]): Allograph => ({ share, strokes: strokes.map(stroke) });

/** The ways of writing each digit, 0 to 9. The shares of a digit add up to 1. */
export const allographs: readonly (readonly Allograph[])[] = [
  [
    way(0.55, "56,2 26,10 8,42 14,80 42,99 74,82 88,46 76,13 52,3 36,10"),
    way(0.45, "74,12 44,1 14,24 6,62 28,96 62,94 88,58 84,22 58,6 34,16"),
  ],
  [
    way(0.74, "52,0 50,50 49,100"),
    way(0.17, "34,20 52,0^ 51,50 50,100"),
    way(0.09, "30,22 52,0^ 51,50 50,98", "22,99 78,98"),
  ],
  [
    way(0.45, "8,22 36,2 68,10 70,36 44,70 8,97^ 48,94 96,94"),
    way(0.3, "8,20 40,1 70,16 64,48 38,80 14,96 4,82 24,72 54,90 100,94"),
    way(0.25, "20,14 52,0 76,18 68,54 46,88 16,98 6,78 30,66 60,82 98,86"),
  ],
  [
    way(0.5, "12,12 44,0 76,16 66,38 36,48^ 74,56 82,80 46,100 4,90"),
    way(0.25, "12,10 46,0 72,20 52,44 34,50 42,42 76,58 78,86 42,100 4,92"),
    way(0.25, "12,6^ 80,4^ 42,42^ 80,58 76,88 40,100 2,88"),
  ],
  [
    way(0.5, "18,6 10,36 12,54^ 46,54 84,46", "84,0 76,48 68,100"),
    way(0.25, "66,2 36,32 4,64^ 50,62 98,58", "66,2 64,50 60,100"),
    way(0.25, "24,6 8,32 20,54 56,48 84,6^ 76,54 66,100"),
  ],
  [
    way(0.45, "32,6 22,44^ 54,40 80,64 60,94 28,100 2,88", "32,6 60,4 98,0"),
    way(0.4, "96,0 62,4 34,10^ 24,48^ 56,48 72,70 54,94 26,100 0,88"),
    way(0.15, "84,2 46,6 24,28 48,48 70,68 58,94 28,100 4,90"),
  ],
  [
    way(0.6, "66,0 36,22 14,58 22,92 54,99 80,78 64,56 32,62 16,82"),
    way(0.4, "44,0 22,34 10,72 34,99 72,90 74,62 46,56 18,80"),
  ],
  [
    way(0.4, "4,16 46,8 86,4^ 64,46 44,100"),
    way(0.2, "6,26^ 10,8^ 50,9 86,6^ 64,50 48,100"),
    way(0.2, "2,24 24,8 56,10 84,10 66,48 44,100"),
    way(0.2, "8,10 46,8 84,6^ 62,48 46,100", "32,54 84,48"),
  ],
  [
    way(0.7, "78,10 46,0 20,20 46,46 74,74 48,99 18,80 42,52 74,26 76,6"),
    way(0.3, "46,46 22,26 44,0 74,16 50,46 18,72 40,100 76,82 54,50"),
  ],
  [
    way(0.4, "74,14 44,4 14,28 34,50 66,36 78,8^ 72,54 62,100"),
    way(0.2, "70,12 40,2 12,26 36,48 68,30 78,16 76,56 58,92 24,96"),
    way(0.4, "66,42 28,48 16,18 54,0 80,20 70,60 52,100"),
  ],
];
