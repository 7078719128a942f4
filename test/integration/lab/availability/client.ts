// Sends GET requests to the URLs of its arguments, one after another, each over a new connection, until it receives
// SIGTERM. Prints the number of requests and those without status 200 as JSON.
import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const urls = process.argv.slice(2);
const lost: string[] = [];
let sent = 0;
process.on('SIGTERM', () => {
  process.stdout.write(JSON.stringify({ sent, lost }), () => process.exit(0));
});

/** Returns undefined for status 200, otherwise the reason of the failure. */
function send(url: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: 5000 }, (response) => {
      response.resume();
      response.on('end', () => {
        resolve(response.statusCode === 200 ? undefined : `status ${String(response.statusCode)}`);
      });
      response.on('error', ({ message }) => {
        resolve(message);
      });
    });
    request.on('timeout', () => request.destroy(new Error('timeout')));
    request.on('error', ({ message }) => {
      resolve(message);
    });
  });
}

async function sendForever(): Promise<never> {
  for (;;) {
    for (const url of urls) {
      const time = new Date().toISOString();
      const reason = await send(url);
      sent += 1;
      if (reason !== undefined) lost.push(`${time} ${url}: ${reason}`);
    }
    await sleep(50);
  }
}

void sendForever();
