/** A file of the output: a path from its top, and what is in it. */
export interface OutputFile {
  readonly path: string;
  readonly text: string;
}
