import { createSpinner } from 'nanospinner';

/** What is being made, on anything that takes longer than a moment. Only terminals see it: a log keeps results. */
export class ProgressLine {
  private readonly spinner;
  private lastShown = 0;

  constructor(stream: NodeJS.WriteStream) {
    this.spinner = stream.isTTY ? createSpinner('', { stream }) : undefined;
  }

  /** Synthesis does not yield, so the line is drawn from here, at most ten times a second. */
  show(making: string): void {
    if (!this.spinner || Date.now() - this.lastShown < 100) return;
    this.lastShown = Date.now();
    this.spinner.update({ text: making }).spin();
  }

  clear(): void {
    this.spinner?.clear();
  }
}
