import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Api } from './api';

/** Script of a ConfigMap, and the environment in which its pod reaches the API server. */
export interface PreparedScript {
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Writes the files of a script's ConfigMap, as it is on the API server, and a token of its ServiceAccount, as kubelet
 * requests it.
 * @param name name of the ConfigMap, and of the ServiceAccount
 * @param file file with which Node.js starts
 */
export async function preparePodScript(
  api: Api,
  { namespace, name, file }: Readonly<Record<'namespace' | 'name' | 'file', string>>,
  folder: string,
): Promise<PreparedScript> {
  const { status } = (await api.create(
    { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } },
    `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`,
  )) as { readonly status: { readonly token: string } };
  const { data } = (await api.get(`/api/v1/namespaces/${namespace}/configmaps/${name}`)) as {
    readonly data: Readonly<Record<string, string>>;
  };
  const scriptFolder = join(folder, `${namespace}-${name}`);
  mkdirSync(scriptFolder, { recursive: true });
  for (const [other, text] of Object.entries({ ...data, token: status.token, 'ca.crt': api.credentials.ca }))
    writeFileSync(join(scriptFolder, other), text);
  return {
    file: join(scriptFolder, file),
    env: {
      API_URL: api.credentials.server,
      NAMESPACE: namespace,
      NODE_EXTRA_CA_CERTS: join(scriptFolder, 'ca.crt'),
      TOKEN_FILE: join(scriptFolder, 'token'),
    },
  };
}
