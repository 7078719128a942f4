import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Content of the generated scripts. */
export interface GeneratedScripts {
  /** Content of settings.sh. */
  readonly settings: string;
  /** Content of hosts.sh. */
  readonly hosts: string;
  /** Content of known_hosts; empty if no SSH certificate authority is trusted. */
  readonly knownHosts: string;
}

const scriptsDirectory = join(__dirname, 'scripts');

/** Returns the scripts that the provisioners of a stack run, by path relative to the folder of the stack. */
export function readScriptFiles({ settings, hosts, knownHosts }: GeneratedScripts): Readonly<Record<string, string>> {
  const scripts = ['local', 'host'].flatMap((folder) =>
    readdirSync(join(scriptsDirectory, folder)).map((file): [string, string] => [
      `scripts/${folder}/${file}`,
      readFileSync(join(scriptsDirectory, folder, file), 'utf8'),
    ]),
  );
  return {
    ...Object.fromEntries(scripts),
    'scripts/settings.sh': settings,
    'scripts/hosts.sh': hosts,
    ...(knownHosts === '' ? {} : { 'scripts/known_hosts': knownHosts }),
  };
}
