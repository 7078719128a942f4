import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import type { ComponentSecret, SecretValue } from '../../../src/kinds/component-secret';

const serverSecret = { namespace: 'influxdb', name: 'influxdb-auth' };

const rotation = { fixed: 'InfluxDB stores it when its volume is empty' } as const;

/** Administrator of InfluxDB 1. */
const username = 'admin';

/** Lists the Secret with the administrator of InfluxDB. Its tokens are those of the clients too. */
export function listInfluxSecrets({
  version,
  secret,
}: {
  readonly version: '1' | '2' | '3';
  readonly secret: string;
}): readonly ComponentSecret[] {
  const common = { ...serverSecret, name: secret, storeName: serverSecret.name, rotation };
  const generated: SecretValue = { from: 'generated' };
  const variants: Readonly<Record<'1' | '2' | '3', Omit<ComponentSecret, keyof typeof common>>> = {
    1: {
      requiredFor: 'influxDb() of version 1',
      values: { password: generated },
      keys: { 'influxdb-user': username, 'influxdb-password': '{{ .password }}' },
    },
    2: {
      requiredFor: 'influxDb() of version 2',
      values: { password: generated, token: generated },
      keys: { 'admin-password': '{{ .password }}', 'admin-token': '{{ .token }}' },
    },
    3: {
      requiredFor: 'influxDb() of version 3',
      length: 64,
      values: { token: { from: 'generated' } },
      keys: {
        'admin-token': 'apiv3_{{ .token }}',
        'admin-token.json': '{"token":"apiv3_{{ .token }}","name":"admin","description":"administrator"}',
      },
    },
  };
  return [{ ...common, ...variants[version] }];
}

/** Lists the Secret `metrics-store` with which clients in a namespace connect to the InfluxDB of the cluster. */
export function listMetricsStoreSecrets(
  namespace: string,
  requiredFor: string,
  cluster: ClusterInfo,
): readonly ComponentSecret[] {
  const api = tryGetEndpoint(cluster, 'metrics-store')?.api;
  const common = { namespace, name: 'metrics-store', requiredFor: `${requiredFor} with influxDb()`, rotation };
  const copy = (value: string): SecretValue => ({ from: 'copy', secret: serverSecret, value });
  if (api === 'influxdb')
    return [{ ...common, values: { password: copy('password') }, keys: { username, password: '{{ .password }}' } }];
  if (api === 'influxdb2') return [{ ...common, values: { token: copy('token') } }];
  if (api === 'influxdb3')
    return [{ ...common, values: { token: copy('token') }, keys: { token: 'apiv3_{{ .token }}' } }];
  return [];
}
