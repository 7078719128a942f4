import { homedir } from 'node:os';
import { join } from 'node:path';

/** Returns Plinth's folder of this name in the user's cache folder (XDG_CACHE_HOME or ~/.cache). It may not exist yet. */
export function userCache(name: 'bindings' | 'charts' | 'clis' | 'lab' | 'tools' | 'wheels'): string {
  return join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'plinth', name);
}
