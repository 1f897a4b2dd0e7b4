/**
 * EM of a hidden template (src/em/template). Images come in groups of eight, side by side in the lanes:
 *
 *   pixels  [group][column j][row i][8]            int16 where that is exact, else float64
 *   spectra [group][frequency f][row i][8]         an octet of assembly/fft.ts: four complex signals
 *   scores, posterior [group][shift d][8]          d = dy * dxs + dx
 *
 * Correlating a face with an image along a row is a product of their spectra; nothing wraps round, because
 * dx + w <= W <= n. Sums over rows are made in the frequency domain, so an E-step costs one pass over the spectra and
 * one inverse transform an image, whatever the width of the face.
 */
export * from "./backgroundScores";
export * from "./backgroundSums";
export * from "./face";
export * from "./pack";
export * from "./softmax";
export * from "./spectra";
