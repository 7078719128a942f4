import { parseQuantity } from '../../../src/schema/quantity';
import { certificateFile } from './valkey-certificate';
import type { ValkeyServer } from './valkey-layout';
import { valkeyPorts } from './valkey-ports';

/** Folder of the container with the password. */
export const passwordFolder = '/etc/valkey-password';

/** Template of the configuration in the Secret with the password of a cache. */
export const passwordConfiguration = 'requirepass {{ .password }}\n';

/**
 * Returns the configuration of a cache without its password, which it includes. Settings that follow replace those of the
 * included file.
 * @see https://valkey.io/topics/valkey.conf/
 */
export function renderValkeyConfiguration({ memory, storageGiB, eviction, parameters, tls }: ValkeyServer): string {
  // Of the memory limit, a quarter is for connections and for memory that the allocator cannot return.
  const maxMemory = Math.floor((parseQuantity(memory) * 3) / 4);
  return [
    `include ${passwordFolder}/valkey.conf`,
    ...(tls ? renderTlsSettings() : [`port ${valkeyPorts.valkey}`]),
    `maxmemory ${maxMemory}`,
    `maxmemory-policy ${eviction}`,
    'save ""',
    `appendonly ${storageGiB > 0 ? 'yes' : 'no'}`,
    `dir ${storageGiB > 0 ? '/data' : '/tmp'}`,
    ...Object.entries(parameters)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name} ${value}`),
    '',
  ].join('\n');
}

/** @see https://valkey.io/topics/encryption/ */
function renderTlsSettings(): readonly string[] {
  return [
    'port 0',
    `tls-port ${valkeyPorts.valkey}`,
    `tls-cert-file ${certificateFile}`,
    `tls-key-file ${certificateFile}`,
    // Clients have a password.
    'tls-auth-clients no',
  ];
}
