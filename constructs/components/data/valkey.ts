import { z } from 'zod';
import type { OptionsOf } from '../../../src/definition/component';
import { groupBy } from '../../../src/checks/duplicates';
import { cacheKeys } from '../../../src/definition/uses';
import type { AddedPods, Additions, WorkloadAdditions } from '../../../src/kinds/additions';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { platformOwner } from '../../../src/kinds/component-workload';
import { checkVerifiesServer, listProvidedUses, usePath, type ProvidedUse } from '../../../src/kinds/provided-uses';
import type { ProvidedCapability } from '../../../src/kinds/provides';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import { error, warning, type Problem } from '../../../src/schema/problem';
import { images } from '../../images';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { addRestartsOf, restartsWorkloads } from '../secrets/tenant-restarts';
import { addBindingStore } from '../secrets/binding-secret';
import { certificateSecretName } from './valkey-certificate';
import { cacheFields, listCaches, listCachesOf, passwordSecretName, type ValkeyServer } from './valkey-layout';
import { addCacheMonitoring, addTenantCachesDashboard, cacheDashboard } from './valkey-monitoring';
import { valkeyPorts } from './valkey-ports';
import { addCache, cacheLabels, exporterResources, hasExporter } from './valkey-server';

const schema = z.strictObject({
  ...cacheFields,
  storageClass: z
    .string()
    .optional()
    .meta({ examples: ['fast'] })
    .describe('StorageClass of the volumes; @default the default StorageClass'),
  tls: z
    .boolean()
    .default(false)
    .describe(
      'whether caches accept connections with TLS only; each has a certificate of its own, whose authority is `ca.crt` of the Secret of the use',
    ),
  plaintext: z
    .boolean()
    .default(false)
    .describe('accept that a network between the nodes which is not encrypted carries passwords and data of caches'),
  servers: z
    .record(
      z.string().regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, 'must be <namespace>/<cache>, such as shop/web-cache'),
      z.strictObject(cacheFields),
    )
    .default({})
    .meta({ examples: [{ 'shop/web-cache': { eviction: 'noeviction', storageGiB: 4 } }] })
    .describe('options of single caches, by <namespace>/<Secret of the use>'),
});

type Options = OptionsOf<typeof schema>;

/**
 * Valkey, compatible with Redis: a cache for each use (`uses: { cache: {} }`) with a generated password, in memory unless
 * `storageGiB` is set. It evicts the least recently used keys when its memory is full, unless `eviction` is set.
 *
 * It consists of objects next to the workload, since a Helm chart cannot be a part of a tenant's release.
 * @see https://valkey.io/topics/
 * @example
 * valkey({ servers: { 'shop/web-cache': { eviction: 'noeviction', storageGiB: 4 } } })
 */
export const valkey = componentKind({
  kind: 'valkey',
  summary: 'Caches on request, with Valkey.',
  schema,
  requires: () => ['network', 'secrets'],
  provides: (options) => ({ cache: provideCaches(options) }),
  validate: validateEncryption,
  releases: ({ name }, cluster) => {
    const namespace = tryGetEndpoint(cluster, 'dashboards')?.namespace;
    return namespace === undefined ? [] : monitoringReleases({ name, namespace, dashboard: cacheDashboard }, cluster);
  },
});

/** Returns a warning where neither caches nor the network are known to encrypt the traffic between nodes. */
function validateEncryption(
  { plaintext, tls }: Options,
  { capabilities: { network } }: ClusterInfo,
): readonly Problem[] {
  if (plaintext || tls || network === undefined || network.encrypted === true) return [];
  return [
    warning(
      ['plaintext'],
      undefined,
      'is not set, and the network of the cluster is not known to encrypt the traffic between nodes: passwords and data of caches can be read there',
      "write tls: true, cilium({ encryption: 'wireguard' }) or flannel({ backend: 'wireguard' }), or accept it with plaintext: true",
    ),
  ];
}

function provideCaches(options: Options): ProvidedCapability {
  return {
    endpoint: { api: 'redis', bindingKeys: options.tls ? [...cacheKeys, 'ca.crt'] : cacheKeys },
    validateTenant: (tenant) =>
      listProvidedUses(tenant, 'cache').flatMap((use) => [
        ...validateUse(use),
        ...(options.tls ? checkVerifiesServer(use) : []),
      ]),
    forTenant: (tenant, { cluster }) => addTenantCaches(tenant, options, cluster),
    forWorkload: (workload, { cluster, uses }) => addCaches(listCachesOf(workload, uses, options), cluster),
  };
}

/** Returns what the caches of a tenant have in common: reading their passwords, restarts, and a dashboard. */
function addTenantCaches(tenant: TenantPlan, options: Options, cluster: ClusterInfo): Additions {
  const caches = listCaches(tenant, options);
  if (caches.length === 0) return {};
  const restart = restartsWorkloads(cluster)
    ? 'the cache is restarted, and then the workload for variables'
    : 'restart the cache and the workload';
  return {
    secrets: caches.flatMap(({ name, workload: { namespace }, tls }) => {
      const source = 'generated in the cluster';
      const rotation = (content: string) => `delete the Secret for another ${content}; ${restart}`;
      return [
        {
          ...{ namespace, source, name: passwordSecretName(name) },
          ...{ keys: ['password', 'valkey.conf'], rotation: rotation('password') },
        },
        ...(tls
          ? [
              {
                ...{ namespace, source, name: certificateSecretName(name) },
                ...{ keys: ['tls.pem'], rotation: rotation('certificate') },
              },
            ]
          : []),
      ];
    }),
    objects: (scope) => {
      for (const [namespace, ofNamespace] of groupBy(caches, ({ workload }) => workload.namespace))
        addBindingStore(scope, {
          capability: 'cache',
          namespace,
          secrets: ofNamespace.flatMap(listSecrets),
        });
      addRestartsOf(
        scope,
        { tenant: tenant.name, topic: 'caches' },
        caches.map((cache) => ({
          namespace: cache.workload.namespace,
          kind: 'StatefulSet',
          name: cache.name,
          secrets: listSecrets(cache),
        })),
        cluster,
      );
      // The dashboard of the component shows the caches of components.
      if (tenant.name !== platformOwner) addTenantCachesDashboard(scope, tenant.name, caches, cluster);
    },
  };
}

/** Lists the names of the Secrets that the server of a cache reads. */
function listSecrets({ name, tls }: ValkeyServer): string[] {
  return [passwordSecretName(name), ...(tls ? [certificateSecretName(name)] : [])];
}

function validateUse(provided: ProvidedUse): readonly Problem[] {
  const path = usePath(provided);
  const { name, port } = provided.use.options;
  const options = { name, port: port === valkeyPorts.valkey ? undefined : port };
  return Object.entries(options).flatMap(([option, value]) =>
    value === undefined
      ? []
      : [
          error(
            [...path, option],
            value,
            'is for caches outside of the platform: each use has a cache of its own',
            'remove it',
          ),
        ],
  );
}

function addCaches(caches: readonly ValkeyServer[], cluster: ClusterInfo): WorkloadAdditions {
  if (caches.length === 0) return {};
  return {
    images: [...new Set(caches.map(({ image }) => image)), ...(hasExporter(cluster) ? [images.redisExporter] : [])],
    pods: caches.map((cache) => describePod(cache, cluster)),
    objects: (scope) => {
      for (const cache of caches) {
        addCache(scope, cache, cluster);
        addCacheMonitoring(scope, cache, cluster);
      }
    },
    egress: caches.map(({ name, workload }) => ({
      peer: { namespace: workload.namespace, podLabels: cacheLabels(name) },
      ports: [valkeyPorts.valkey],
    })),
  };
}

function describePod(cache: ValkeyServer, cluster: ClusterInfo) {
  const { name, workload, cpu, memory, storageGiB, storageClass } = cache;
  return {
    description: 'cache',
    name,
    namespace: workload.namespace,
    count: 1,
    cpu,
    memory,
    sidecars: hasExporter(cluster) ? [exporterResources] : [],
    storageGiB,
    storageClass,
    objects: { services: 1, configMaps: 1, secrets: listSecrets(cache).length },
  } satisfies AddedPods;
}
