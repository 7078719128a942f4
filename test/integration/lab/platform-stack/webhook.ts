import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { gateway } from '../../../../lab/layout';
import { networkCommand } from '../../../../lab/network';
import type { ScenarioContext } from '../../../../lab/scenario';

/** A tenant's receiver of alerts outside the cluster. It is killed with the lab's network. */
export interface Webhook {
  readonly url: string;
  /** Lists the received requests, each as path, space and body. */
  received(): readonly string[];
}

/** Starts a webhook in the lab's network. */
export function startWebhook(context: ScenarioContext): Webhook {
  const logFile = join(context.folder, 'webhook.log');
  rmSync(logFile, { force: true });
  const [program, args] = networkCommand(context.lab, [
    process.execPath,
    '--import',
    'tsx',
    __filename,
    gateway,
    logFile,
  ]);
  const descriptor = openSync(join(context.folder, 'webhook.out'), 'a');
  spawn(program, args, { detached: true, stdio: ['ignore', descriptor, descriptor] }).unref();
  return {
    url: `http://${gateway}`,
    received: () => (existsSync(logFile) ? readFileSync(logFile, 'utf8').trimEnd().split('\n') : []),
  };
}

// startWebhook runs this file in the lab's network: tsx webhook.ts ADDRESS LOG.
if (require.main === module) {
  const [address = '', logFile = ''] = process.argv.slice(2);
  createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (text: string) => (body += text));
    request.on('end', () => {
      appendFileSync(logFile, `${request.url ?? ''} ${body.replaceAll('\n', ' ')}\n`);
      response.end();
    });
  }).listen(80, address);
}
