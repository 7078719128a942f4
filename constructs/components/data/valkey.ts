import { z } from 'zod';
import type { OptionsOf } from '../../../src/definition/component';
import { groupBy } from '../../../src/checks/duplicates';
import { cacheKeys } from '../../../src/definition/uses';
import type { AddedPods, Additions, WorkloadAdditions } from '../../../src/kinds/additions';
import { tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { platformOwner } from '../../../src/kinds/component-workload';
import { listProvidedUses, usePath, type ProvidedUse } from '../../../src/kinds/provided-uses';
import type { ProvidedCapability } from '../../../src/kinds/provides';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import { error, warning, type Problem } from '../../../src/schema/problem';
import { images } from '../../images';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { addRestartsOf, restartsWorkloads } from '../secrets/tenant-restarts';
import { addBindingStore } from '../secrets/binding-secret';
import { cacheFields, listCaches, listCachesOf, passwordSecretName, type ValkeyServer } from './valkey-layout';
import { addCacheMonitoring, addTenantCachesDashboard, cacheDashboard } from './valkey-monitoring';
import { addCache, cacheLabels, exporterResources, hasExporter, valkeyPorts } from './valkey-server';

const schema = z.strictObject({
  ...cacheFields,
  storageClass: z
    .string()
    .optional()
    .meta({ examples: ['fast'] })
    .describe('StorageClass of the volumes; @default the default StorageClass'),
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

/** Returns a warning where the network is not known to encrypt the traffic between nodes: caches have no TLS. */
function validateEncryption({ plaintext }: Options, { capabilities: { network } }: ClusterInfo): readonly Problem[] {
  if (plaintext || network === undefined || network.encrypted === true) return [];
  return [
    warning(
      ['plaintext'],
      undefined,
      'is not set, and the network of the cluster is not known to encrypt the traffic between nodes: passwords and data of caches can be read there',
      "write cilium({ encryption: 'wireguard' }) or flannel({ backend: 'wireguard' }), or accept it with plaintext: true",
    ),
  ];
}

function provideCaches(options: Options): ProvidedCapability {
  return {
    endpoint: { api: 'redis', bindingKeys: cacheKeys },
    validateTenant: (tenant) => listProvidedUses(tenant, 'cache').flatMap(validateUse),
    forTenant: (tenant, { cluster }) => addTenantCaches(tenant, options, cluster),
    forWorkload: (workload, { cluster, uses }) => addCaches(listCachesOf(workload, uses, options), cluster),
  };
}

/** Returns what the caches of a tenant have in common: reading their passwords, restarts, and a dashboard. */
function addTenantCaches(tenant: TenantPlan, options: Options, cluster: ClusterInfo): Additions {
  const caches = listCaches(tenant, options);
  if (caches.length === 0) return {};
  return {
    secrets: caches.map(({ name, workload }) => ({
      namespace: workload.namespace,
      name: passwordSecretName(name),
      keys: ['password', 'valkey.conf'],
      source: 'generated in the cluster',
      rotation: `delete the Secret for another password; ${restartsWorkloads(cluster) ? 'the cache is restarted, and then the workload for variables' : 'restart the cache and the workload'}`,
    })),
    objects: (scope) => {
      for (const [namespace, ofNamespace] of groupBy(caches, ({ workload }) => workload.namespace))
        addBindingStore(scope, {
          capability: 'cache',
          namespace,
          secrets: ofNamespace.map(({ name }) => passwordSecretName(name)),
        });
      addRestartsOf(
        scope,
        { tenant: tenant.name, topic: 'caches' },
        caches.map(({ name, workload }) => ({
          namespace: workload.namespace,
          kind: 'StatefulSet',
          name,
          secrets: [passwordSecretName(name)],
        })),
        cluster,
      );
      // The dashboard of the component shows the caches of components.
      if (tenant.name !== platformOwner) addTenantCachesDashboard(scope, tenant.name, caches, cluster);
    },
  };
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

function describePod({ name, workload, cpu, memory, storageGiB, storageClass }: ValkeyServer, cluster: ClusterInfo) {
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
    objects: { services: 1, secrets: 1 },
  } satisfies AddedPods;
}
