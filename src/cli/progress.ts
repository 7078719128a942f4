import { createSpinner } from 'nanospinner';

const refreshMilliseconds = 100;

/** Runs an action and shows its current step on stderr, on terminals only: logs do not contain progress. */
export async function withProgress<T>(action: (showStep: (step: string) => void) => T | Promise<T>): Promise<T> {
  const spinner = process.stderr.isTTY ? createSpinner('', { stream: process.stderr }) : undefined;
  let lastShown = 0;
  // Synthesis blocks the event loop, so the spinner is redrawn at each step and not by a timer.
  const showStep = (step: string) => {
    if (!spinner || Date.now() - lastShown < refreshMilliseconds) return;
    lastShown = Date.now();
    spinner.update({ text: step }).spin();
  };
  try {
    return await action(showStep);
  } finally {
    spinner?.clear();
  }
}
