/** Runs a check of the report, which fails if it throws. */
export type Check = (name: string, run: () => unknown) => Promise<boolean>;
