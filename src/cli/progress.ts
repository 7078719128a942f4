const refreshMilliseconds = 100;

/** Stream that progress is shown on, such as stderr. */
export type ProgressStream = Pick<NodeJS.WriteStream, 'isTTY' | 'columns' | 'write'>;

const returnAndClear = '\r\u001b[2K';

/**
 * Runs an action and shows its current step on one line of a terminal. Logs do not contain progress, nor do terminals
 * that cannot clear a line: those of unknown width, dumb ones, and those of CI systems.
 * @param stream default: stderr
 * @param environment default: that of the process
 */
export async function withProgress<T>(
  action: (showStep: (step: string) => void) => T | Promise<T>,
  stream: ProgressStream = process.stderr,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<T> {
  if (!canShowProgress(stream, environment)) return action(() => undefined);
  let lastShown = 0;
  // Synthesis blocks the event loop, so the line is written at each step and not by a timer.
  const showStep = (step: string) => {
    if (Date.now() - lastShown < refreshMilliseconds) return;
    lastShown = Date.now();
    // One column less than there are: the line must not wrap, since only one is cleared.
    stream.write(`${returnAndClear}${step.replace(/\p{Cc}/gu, ' ').slice(0, stream.columns - 1)}`);
  };
  try {
    return await action(showStep);
  } finally {
    if (lastShown > 0) stream.write(returnAndClear);
  }
}

function canShowProgress({ isTTY, columns }: ProgressStream, { CI, TERM }: NodeJS.ProcessEnv): boolean {
  const isCi = CI !== undefined && !['', '0', 'false'].includes(CI);
  // Without a width, a terminal reports 0 or nothing.
  return isTTY && columns > 0 && TERM !== 'dumb' && !isCi;
}
