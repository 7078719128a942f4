import type { Construct } from 'constructs';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import { resolveImage, type ClusterInfo } from '../../../src/kinds/cluster-info';
import type { NetworkRule } from '../../../src/kinds/network-rules';
import { parseQuantity } from '../../../src/schema/quantity';
import { podSelectorLabels } from '../../applications/metadata';
import { containerResources } from '../../kubernetes/container-resources';
import { labelSelector, renderEgressRules, renderIngressRules } from '../../kubernetes/network-policies';
import { addObject } from '../../kubernetes/object';
import { renderRetention } from '../../kubernetes/retention';
import { addGeneratedPassword } from '../secrets/binding-secret';
import { renderBackupEgress, renderObjectStore, type BackupOptions } from './postgresql-backups';
import { databaseObjectName, type PostgresServer } from './postgresql-layout';

/** What a server needs in addition to its plan. */
export interface PostgresServerContext {
  readonly cluster: ClusterInfo;
  /** Namespace of the operator. */
  readonly operatorNamespace: string;
  readonly storageClass?: string | undefined;
  readonly backups?: BackupOptions | undefined;
}

/** Ports of the pods of a server. */
export const postgresPorts = { postgresql: 5432, status: 8000, metrics: 9187 };

/** Returns the labels of the pods of a server, also of those that initialize it. */
export function postgresPodLabels(server: string) {
  return { 'cnpg.io/cluster': server };
}

/**
 * Adds the Cluster of CloudNativePG that is a server, with its databases, their owners and its network policy.
 *
 * A database has an owner of the same name, which can connect by TLS, with its password, and to this database only.
 * @see https://cloudnative-pg.io/documentation/1.30/cloudnative-pg.v1/
 */
export function addPostgresServer(scope: Construct, server: PostgresServer, context: PostgresServerContext): void {
  const { name, namespace, retained } = server;
  addObject(scope, `Server-${namespace}-${name}`, {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Cluster',
    metadata: { name, namespace, ...renderRetention(retained) },
    spec: renderServerSpec(server, context),
  });
  for (const database of server.databases) addDatabase(scope, server, database);
  addServerPolicy(scope, server, context);
}

function renderServerSpec(server: PostgresServer, { cluster, storageClass, backups }: PostgresServerContext) {
  const { cpu, memory, storageGiB, instances, image, parameters, nodes, restoredFrom } = server;
  const objectStore = backups && renderObjectStore(server, backups, cluster);
  const backup = 'backup';
  return {
    instances,
    imageName: resolveImage(cluster, image),
    enableSuperuserAccess: false,
    // With one instance, a PodDisruptionBudget would block every drain of its node.
    enablePDB: instances > 1,
    bootstrap: restoredFrom
      ? { recovery: { source: backup, recoveryTarget: { targetTime: formatTargetTime(restoredFrom.time) } } }
      : { initdb: { database: initialDatabase, owner: initialDatabase } },
    ...(restoredFrom && objectStore
      ? {
          externalClusters: [{ name: backup, barmanObjectStore: { ...objectStore, serverName: restoredFrom.server } }],
        }
      : {}),
    postgresql: {
      parameters: { shared_buffers: `${Math.floor(parseQuantity(memory) / 4 / 2 ** 20)}MB`, ...parameters },
      // The operator adds rules for replication before these.
      pg_hba: ['hostssl sameuser all all scram-sha-256', 'host all all all reject'],
    },
    resources: containerResources({ cpuRequest: cpu, memoryRequest: memory, memoryLimit: memory }),
    storage: { size: `${storageGiB}Gi`, ...(storageClass === undefined ? {} : { storageClass }) },
    affinity: {
      enablePodAntiAffinity: true,
      podAntiAffinityType: 'preferred',
      topologyKey: 'kubernetes.io/hostname',
      ...(nodes ? { nodeSelector: { ...nodes.labels } } : {}),
      ...(nodes?.taint ? { tolerations: [{ ...nodes.taint, operator: 'Equal' }] } : {}),
    },
    ...(backups && objectStore
      ? { backup: { barmanObjectStore: objectStore, retentionPolicy: `${backups.retentionDays}d` } }
      : {}),
  };
}

/**
 * Formats a time of RFC 3339 for `recovery_target_time` of PostgreSQL, which refuses the time zone `Z`. The operator passes on
 * this format unchanged.
 */
function formatTargetTime(time: string): string {
  return new Date(time).toISOString().replace('T', ' ').replace('Z', '+00');
}

/** Database that the operator creates with a server, and that nothing uses. */
export const initialDatabase = 'initial';

function addDatabase(
  scope: Construct,
  server: PostgresServer,
  { name, retained }: PostgresServer['databases'][number],
) {
  const { namespace } = server;
  const objectName = databaseObjectName(server.name, name);
  const metadata = { name: objectName, namespace, ...renderRetention(retained) };
  const reclaimPolicy = retained ? 'retain' : 'delete';
  addGeneratedPassword(scope, {
    name: objectName,
    namespace,
    type: 'kubernetes.io/basic-auth',
    labels: { 'cnpg.io/reload': 'true' },
    data: { username: name, password: '{{ .password }}' },
  });
  addObject(scope, `Role-${namespace}-${objectName}`, {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'DatabaseRole',
    metadata,
    spec: {
      cluster: { name: server.name },
      name,
      login: true,
      passwordSecret: { name: objectName },
      databaseRoleReclaimPolicy: reclaimPolicy,
    },
  });
  addObject(scope, `Database-${namespace}-${objectName}`, {
    apiVersion: 'postgresql.cnpg.io/v1',
    kind: 'Database',
    metadata,
    spec: { cluster: { name: server.name }, name, owner: name, databaseReclaimPolicy: reclaimPolicy },
  });
}

/** Adds the NetworkPolicy of a server: connections of its users, its instances, the operator and Prometheus. */
function addServerPolicy(
  scope: Construct,
  { name, namespace, databases, retained }: PostgresServer,
  { cluster, operatorNamespace, backups }: PostgresServerContext,
): void {
  const instances: NetworkRule = {
    peer: { namespace, podLabels: postgresPodLabels(name) },
    ports: [postgresPorts.postgresql, postgresPorts.status],
  };
  const users = new Map(
    databases.flatMap(({ uses }) =>
      uses
        .flatMap(({ workload }) => workload.podSelectors ?? [podSelectorLabels(workload)])
        .map((podLabels) => [JSON.stringify(podLabels), podLabels]),
    ),
  );
  const ingress: readonly NetworkRule[] = [
    ...[...users.values()].map((podLabels) => ({
      peer: { namespace, podLabels },
      ports: [postgresPorts.postgresql],
    })),
    instances,
    { peer: { namespace: operatorNamespace }, ports: [postgresPorts.status] },
    { peer: { capability: 'metrics' }, ports: [postgresPorts.metrics] },
  ];
  addObject<NetworkPolicy>(scope, `Policy-${namespace}-${name}`, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    // A retained server needs its own connections, such as those to the API server.
    metadata: { name: `server-${name}`, namespace, ...renderRetention(retained) },
    spec: {
      podSelector: labelSelector(postgresPodLabels(name)),
      policyTypes: ['Ingress', 'Egress'],
      ingress: renderIngressRules(ingress, cluster),
      egress: [
        ...renderEgressRules([instances, { peer: 'api-server' }], cluster),
        ...(backups ? renderBackupEgress(backups, cluster) : []),
      ],
    },
  });
}
