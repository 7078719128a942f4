import { readFileSync } from 'node:fs';

/** The version of this Plinth. */
export const version = (JSON.parse(readFileSync(require.resolve('plinth/package.json'), 'utf8')) as { version: string })
  .version;
