import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { ComponentSecret, SecretReader } from '../../../src/kinds/component-secret';
import { azureIdentitySecret, tryGetCloudExport } from './cloud-export';
import { cloudLogIdentitySecret, selectCloudLogExports, tryGetCloudLogs } from './cloud-logs';
import { cloudLogCollectorName, gatewayName, telemetryNamespace } from './collectors';
import type { Exports } from './export-options';
import { selectGatewayExports } from './gateway';

/** Options of openTelemetry() that the Secrets depend on. */
export interface SecretOptions {
  readonly name: string;
  readonly exports: Exports;
}

/** Lists the Secrets with the headers and CA certificates of exports. */
export function listExportSecrets(options: SecretOptions, cluster: ClusterInfo): readonly ComponentSecret[] {
  const keysBySecret = new Map<string, Record<string, string>>();
  const addKey = (secret: string, key: string, description: string) => {
    keysBySecret.set(secret, { ...keysBySecret.get(secret), [key]: description });
  };
  for (const [name, { headers, ca }] of Object.entries(options.exports)) {
    for (const [header, { secret, key }] of Object.entries(headers))
      addKey(secret, key, `value of the header ${header} of the export ${name}`);
    if (ca) addKey(ca.secret, ca.key, `certificate of the CA of the export ${name}, in PEM`);
  }
  return [...keysBySecret].map(([name, keys]) => ({
    namespace: telemetryNamespace,
    name,
    requiredFor: 'openTelemetry({ exports })',
    values: Object.fromEntries(
      Object.entries(keys).map(([key, description]) => [key, { from: 'provided', description }]),
    ),
    rotation: { restarts: listReaders(name, options, cluster) },
  }));
}

/** Lists the collectors that read a Secret. */
function listReaders(secret: string, options: SecretOptions, cluster: ClusterInfo): readonly SecretReader[] {
  const reads = (exports: Exports) =>
    Object.values(exports).some(
      ({ headers, ca }) => ca?.secret === secret || Object.values(headers).some(({ secret: name }) => name === secret),
    );
  return [
    ...(reads(selectGatewayExports(options.exports, cluster))
      ? [{ kind: 'Deployment' as const, name: gatewayName(options) }]
      : []),
    ...(reads(selectCloudLogExports(options.exports, cluster))
      ? [{ kind: 'StatefulSet' as const, name: cloudLogCollectorName(options) }]
      : []),
  ];
}

/** Lists the Secrets with the client IDs of collectors' identities, where the cloud needs them. */
export function listCloudSecrets(options: SecretOptions, cluster: ClusterInfo): readonly ComponentSecret[] {
  const hasCloudLogs = Object.keys(selectCloudLogExports(options.exports, cluster)).length > 0;
  return [
    ...(tryGetCloudExport(cluster)?.usesAzureIdentity === true
      ? [renderIdentitySecret(azureIdentitySecret, 'the gateway', { kind: 'Deployment', name: gatewayName(options) })]
      : []),
    ...(hasCloudLogs && tryGetCloudLogs(cluster)?.usesAzureIdentity === true
      ? [
          renderIdentitySecret(cloudLogIdentitySecret, 'the collector of the logs of the cloud', {
            kind: 'StatefulSet',
            name: cloudLogCollectorName(options),
          }),
        ]
      : []),
  ];
}

function renderIdentitySecret(
  { name, key }: { readonly name: string; readonly key: string },
  owner: string,
  reader: SecretReader,
): ComponentSecret {
  return {
    namespace: telemetryNamespace,
    name,
    requiredFor: 'openTelemetry()',
    values: { [key]: { from: 'provided', writer: 'terraform', description: `client ID of the identity of ${owner}` } },
    rotation: { restarts: [reader] },
  };
}
