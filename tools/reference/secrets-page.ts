import { clusterInfo } from '../../src/kinds/cluster-info';
import { formatRotation, listSecretKeys, type ComponentSecret } from '../../src/kinds/component-secret';
import type { AnyComponentKind } from '../../src/kinds/component-kind';
import { optionSets } from '../../test/support/contract-options';
import { kindModules } from './kind-modules';
import { renderTable, renderText } from './markdown';

/** Clusters whose other components determine which Secrets a component needs. */
const clusters = ['influxdb', 'influxdb2', 'influxdb3'].map((api) =>
  clusterInfo({
    capabilities: {
      'metrics-store': { api, namespace: 'influxdb', url: 'http://influxdb.influxdb:8086' },
      'remote-write': { api, namespace: 'influxdb', url: 'http://influxdb.influxdb:8086' },
      logs: { api: 'elasticsearch', namespace: 'elasticsearch', url: 'https://es.elasticsearch:9200' },
    },
  }),
);

/** Renders the page of the Secrets that components need. */
export function renderSecretsPage(): string {
  const kinds = kindModules.flatMap((module) => module.kinds).filter((kind) => kind.type === 'component');
  return [
    `# Secrets of components\n\nSecrets that pods of components read, and that no release of the component creates. \`plinth secrets <cluster>\` lists those of a cluster, with those of tenants and applications. [../secrets.md](../secrets.md) describes how they come from the store.\n`,
    'Generated values are written to the store at `platform/<cluster>/generated/<namespace>/<Secret>`, and read from there. Values in *italics* are written by hand to `platform/<cluster>/<namespace>/<Secret>`. Without a store, create the Secrets with these keys by hand. Namespaces and names in the table apply to components without a `name` of their own.\n',
    renderTable(
      ['namespace', 'Secret', 'keys', 'required for', 'when the values change'],
      kinds
        .flatMap((kind) => listSecretsOfKind(kind))
        .map((secret) => [
          secret.namespace,
          `\`${secret.name}\`${secret.type === undefined ? '' : `, type \`${secret.type}\``}`,
          listSecretKeys(secret)
            .map((key) => (secret.values[key]?.from === 'provided' ? `*${key}*` : `\`${key}\``))
            .join(', '),
          renderText(secret.requiredFor.includes('`') ? secret.requiredFor : `\`${secret.requiredFor}\``),
          renderText(formatRotation(secret.rotation)),
        ]),
    ),
  ].join('\n');
}

function listSecretsOfKind(kind: AnyComponentKind): readonly ComponentSecret[] {
  const secrets = (optionSets[kind.kind] ?? [{}]).flatMap((options) =>
    clusters.flatMap((cluster) => kind.bind({ name: kind.kind, ...options }).secrets(cluster)),
  );
  const describe = ({ requiredFor, ...secret }: ComponentSecret) =>
    [secret.namespace, secret.name, requiredFor, ...listSecretKeys(secret)].join(' ');
  return [...new Map(secrets.map((secret) => [describe(secret), secret])).values()];
}
