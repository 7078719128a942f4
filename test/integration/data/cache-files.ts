import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { existing } from '../../../constructs/clusters';
import { externalSecrets, flannel, localPath, valkey } from '../../../constructs/components';
import { kinds } from '../../../constructs/kinds';
import { renderObjects } from '../../../constructs/kubernetes/manifest';
import { tenantRelease } from '../../../constructs/tenants';
import { language } from '../../../src/language';

/** Files of the server of a cache, in a folder that takes the place of the root of its container. */
export interface CacheFiles {
  /** Path of the configuration. */
  readonly configuration: string;
  /** URI in the Secret of the use, with the host name of the Service. */
  readonly uri: string;
}

interface RenderedObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: { readonly target?: { readonly template?: { readonly data: Readonly<Record<string, string>> } } };
}

/** Renders an application with a cache, and writes what its server reads, with the password that External Secrets would generate. */
export function writeCacheFiles(
  folder: string,
  password: string,
  options: { readonly tls?: boolean } = {},
): CacheFiles {
  const { clusters } = language(kinds).plan({
    ...{ name: 'acme', domain: 'acme.example', environments: ['prod'] },
    clusters: {
      dc1: existing({
        ...{ environment: 'prod', kubeconfig: 'kubeconfig', provides: { dns: {} } },
        components: [flannel(), localPath(), externalSecrets(), valkey(options)],
      }),
    },
    tenants: {
      shop: {
        ...{ clusters: ['dc1'], owners: 'shop' },
        applications: { web: { image: 'registry.acme.example/shop/web:1', uses: { cache: { files: '/run/cache' } } } },
      },
    },
  });
  const objects = clusters.flatMap(({ tenants, clusterInfo }) =>
    tenants.flatMap((tenant) =>
      Object.values(tenantRelease(tenant, clusterInfo).objects).flatMap((add) => renderObjects(add)),
    ),
  ) as unknown as readonly RenderedObject[];
  const textOf = (kind: string, name: string, key: string) => {
    const object = objects.find((candidate) => candidate.kind === kind && candidate.metadata.name === name);
    const text = (object?.data ?? object?.spec?.target?.template?.data)?.[key];
    if (text === undefined) throw new Error(`no ${kind} ${name} with the key ${key}`);
    return text.replaceAll('{{ .password }}', password);
  };
  const write = (file: string, content: string) => {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), content);
    return join(folder, file);
  };
  write('etc/valkey-password/valkey.conf', textOf('ExternalSecret', 'web-cache-password', 'valkey.conf'));
  const configuration = textOf('ConfigMap', 'web-cache', 'valkey.conf').replaceAll(' /etc/', ` ${folder}/etc/`);
  return {
    configuration: write('etc/valkey/valkey.conf', configuration),
    uri: textOf('ExternalSecret', 'web-cache', 'uri'),
  };
}
