import { setTimeout as sleep } from 'node:timers/promises';

/** Polls a check until it returns a value. @throws an error with the message after the given number of seconds */
export async function waitFor<T>(
  seconds: number,
  check: () => T | undefined | Promise<T | undefined>,
  message: string,
): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const result = await check();
    if (result !== undefined) return result;
    if (Date.now() > deadline) throw new Error(message);
    await sleep(50);
  }
}
