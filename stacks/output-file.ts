/** A text file of the output. */
export interface OutputFile {
  /** Path relative to the output's folder; for a file of one release, relative to the release's folder. */
  readonly path: string;
  /** Content of the file. */
  readonly text: string;
}
