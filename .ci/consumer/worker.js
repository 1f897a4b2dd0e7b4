/** A worker of a browser: what came of the digest goes to the page, whatever it is. */
import("./digest.js").then(
  ({ digest }) => postMessage({ digest }),
  (error) => postMessage({ failure: String(error?.stack ?? error) }),
);
