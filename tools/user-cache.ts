import { homedir } from 'node:os';
import { join } from 'node:path';

/** A folder of ours in the user's cache folder, made by whoever first keeps something there. */
export function userCache(name: 'charts' | 'lab' | 'tools'): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'plinth', name);
}
