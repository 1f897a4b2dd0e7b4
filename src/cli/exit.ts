/** What a program's process ends with; of a `Failure`, its kind. */
export const exitCodes = {
  done: 0,
  data: 1,
  usage: 2,
  numerical: 3,
  bug: 70,
  interrupted: 130,
} as const;

/** One of them. */
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
