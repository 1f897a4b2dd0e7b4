/** A figure that was promised, as it came out. */
export interface Check {
  readonly what: string;
  readonly figure: number;
  readonly bar: { readonly least: number } | { readonly most: number };
}

/** A run at full size. */
export interface Acceptance {
  readonly name: string;
  /** One line: the data and the settings. */
  readonly what: string;
  /** `folder` keeps what the run writes. Says why where it cannot run. */
  readonly run: (folder: string) => Promise<readonly Check[] | { readonly skipped: string }>;
}

export const passes = ({ figure, bar }: Check): boolean => ("least" in bar ? figure >= bar.least : figure <= bar.most);

export const showBar = ({ bar }: Check): string => ("least" in bar ? `>= ${bar.least}` : `<= ${bar.most}`);
