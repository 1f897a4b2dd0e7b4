/** Alone, because it is the one step from what a user may have written to what can be drawn. */
import { either as E, function as F, readonlyArray as RA } from "fp-ts";
import { type Failure, locate } from "../../failure.js";
import { type Content, type Grid, wrongGrid } from "../figure.js";
import type { BoundMark, MarkDefinition } from "../mark/definition.js";
import { boundMark } from "../mark/index.js";
import { type Panel, wrongPanel } from "../panel.js";
import { type ImageSheet, wrongSheet } from "../sheet.js";

/** A panel whose marks have their meanings. */
export type BoundPanel = Omit<Panel, "marks"> & { readonly marks: readonly BoundMark[] };

/** A content that can be drawn. */
export type BoundContent =
  | BoundPanel
  | ImageSheet
  | (Omit<Grid, "contents"> & { readonly contents: readonly BoundContent[] });

const unless = <A>(wrong: Failure | undefined, value: A): E.Either<Failure, A> =>
  wrong === undefined ? E.right(value) : E.left(wrong);

/** Whose place in the whole is said where it is wrong. */
const each = <A, B>(name: string, items: readonly A[], of: (item: A) => E.Either<Failure, B>) =>
  F.pipe(
    items,
    RA.traverseWithIndex(E.Applicative)((i, item) => F.pipe(of(item), E.mapLeft(locate(`${name} ${i + 1}`)))),
  );

/**
 * A content with the meanings of its marks, by a table.
 *
 * Errors: `NotDrawable` for the first thing in it that cannot be drawn.
 */
export const bound =
  (table: readonly MarkDefinition[]) =>
  (content: Content): E.Either<Failure, BoundContent> => {
    switch (content.kind) {
      case "panel":
        return F.pipe(
          unless(wrongPanel(content), content),
          E.chain(({ marks }) => each("mark", marks, boundMark(table))),
          E.map((marks) => ({ ...content, marks })),
          E.mapLeft((failure) => (content.title === undefined ? failure : locate(content.title)(failure))),
        );
      case "imageSheet":
        return unless(wrongSheet(content), content);
      case "grid":
        return F.pipe(
          unless(wrongGrid(content), content),
          E.chain(({ contents }) => each("panel", contents, bound(table))),
          E.map((contents) => ({ ...content, contents })),
        );
    }
  };
