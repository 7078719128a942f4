import { MemorystoreInstance } from '@cdktf/provider-google/lib/memorystore-instance';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { getGoogleCloud } from '../cloud/google-cloud';
import { renderLabels } from '../cloud/labels';
import { addStoredSecret } from './stored-secret';
import { tryGetTenantKey } from './tenant-key';

/** Port of Valkey. */
export const valkeyPort = 6379;

/** Versions of Valkey. @see https://cloud.google.com/memorystore/docs/valkey/supported-versions */
export const valkeyVersions = { '7.2': 'VALKEY_7_2', '8.0': 'VALKEY_8_0' } as const;

/** Node types. @see https://cloud.google.com/memorystore/docs/valkey/instance-node-specification */
export const nodeTypes = ['SHARED_CORE_NANO', 'STANDARD_SMALL', 'HIGHMEM_MEDIUM', 'HIGHMEM_XLARGE'] as const;

/** Properties of a cache. */
export interface CacheProps {
  /** Name of the instance. */
  readonly name: string;
  /** Name in Secret Manager of its endpoint. */
  readonly secret: string;
  /** Type of the use. */
  readonly type: string;
  readonly tenant: string;
  readonly cluster: ClusterInfo;
  readonly version: keyof typeof valkeyVersions;
  readonly nodeType: (typeof nodeTypes)[number];
  /** Whether a replica runs in another zone. */
  readonly multiZone: boolean;
}

/**
 * Adds a cache: encrypted, private, with TLS and IAM only. Google Cloud assigns its address and the certificate of its CA:
 * Terraform writes them to Secret Manager.
 * @see https://cloud.google.com/memorystore/docs/valkey/about-iam-auth
 */
export function addCache(scope: Construct, props: CacheProps): void {
  const { name, secret, type, tenant, cluster, version, nodeType, multiZone } = props;
  const { project, region, network, labels } = getGoogleCloud(cluster);
  const key = tryGetTenantKey(tenant, cluster);
  const instance = new MemorystoreInstance(scope, 'cache', {
    instanceId: name,
    location: region,
    engineVersion: valkeyVersions[version],
    // One endpoint, as clients without support of clusters need.
    mode: 'CLUSTER_DISABLED',
    shardCount: 1,
    replicaCount: multiZone ? 1 : 0,
    nodeType,
    authorizationMode: 'IAM_AUTH',
    transitEncryptionMode: 'SERVER_AUTHENTICATION',
    engineConfigs: { 'maxmemory-policy': 'allkeys-lru' },
    deletionProtectionEnabled: false,
    desiredAutoCreatedEndpoints: [{ network: network.id, projectId: project }],
    ...(key === undefined ? {} : { kmsKey: key }),
    labels: renderLabels(labels),
  });
  const address = `${instance.fqn}.endpoints[0].connections[0].psc_auto_connection[0].ip_address`;
  addStoredSecret(scope, {
    secret,
    fields: {
      type: JSON.stringify(type),
      provider: '"google"',
      host: address,
      port: JSON.stringify(String(valkeyPort)),
      ca: `join("\\n", ${instance.fqn}.managed_server_ca[0].ca_certs[0].certificates)`,
    },
    version: address,
    tenant,
    cluster,
  });
}
