/** A text file of the output. */
export interface OutputFile {
  /** Path relative to the folder that the function which returns the file documents. */
  readonly path: string;
  readonly text: string;
}
