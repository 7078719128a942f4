import { setTimeout as sleep } from 'node:timers/promises';

/** Runs a check until it gives something; throws with that message after so many seconds. */
export async function within<T>(
  seconds: number,
  check: () => T | undefined | Promise<T | undefined>,
  message: string,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const found = await check();
    if (found !== undefined) return found;
    if (Date.now() > end) throw new Error(message);
    await sleep(50);
  }
}
