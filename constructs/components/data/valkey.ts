import type { Construct } from 'constructs';
import type { StatefulSet } from 'kubernetes-types/apps/v1';
import type { Service } from 'kubernetes-types/core/v1';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import { z } from 'zod';
import { bindingSecretName, cacheKeys, type ServerUseEntry } from '../../../src/definition/uses';
import { resolveImage, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import type { AddedPods, WorkloadAdditions } from '../../../src/kinds/additions';
import { error, type Problem } from '../../../src/schema/problem';
import { parseQuantity } from '../../../src/schema/quantity';
import { podSelectorLabels } from '../../applications/metadata';
import { images } from '../../images';
import { containerResources } from '../../kubernetes/container-resources';
import { labelSelector, renderIngressRules } from '../../kubernetes/network-policies';
import { addObject } from '../../kubernetes/object';
import { nonRootPodSecurityContext, restrictedSecurityContext } from '../../kubernetes/security-context';
import { addPrometheusRule, type AlertRule } from '../../monitoring/alert-rules';
import { addBindingSecret, addBindingStore, addGeneratedPassword } from './binding-secret';
import { listProvidedUses, usePath, type ProvidedUse } from '../../../src/kinds/provided-uses';
import { resolveSize, type ServerSize } from './server-size';

const port = 6379;

/** Sizes of a cache. Its data is in memory only. */
const cacheSizes = {
  small: { cpu: '50m', memory: '128Mi', storageGiB: 0, instances: 1 },
  medium: { cpu: '250m', memory: '1Gi', storageGiB: 0, instances: 1 },
  large: { cpu: '1', memory: '4Gi', storageGiB: 0, instances: 1 },
} as const;

/** User and group of the pods. */
const valkeyUser = 1000;

/**
 * Valkey, compatible with Redis: a cache for each use (`uses: { cache: {} }`), in memory, with a generated password. A
 * restart empties it, and it evicts the least recently used keys when its memory is full.
 *
 * It consists of objects next to the workload, since a Helm chart cannot be a part of a tenant's release.
 * @see https://valkey.io/topics/
 * @example
 * valkey()
 */
export const valkey = componentKind({
  kind: 'valkey',
  summary: 'Caches on request, with Valkey.',
  schema: z.strictObject({}),
  requires: () => ['network', 'secrets'],
  provides: () => ({
    cache: {
      endpoint: { api: 'redis', bindingKeys: cacheKeys },
      validateTenant: (tenant) => listProvidedUses(tenant, 'cache').flatMap(validateUse),
      forTenant: (tenant) => {
        const secretsByNamespace = new Map<string, string[]>();
        for (const { workload, use } of listProvidedUses(tenant, 'cache')) {
          const secrets = secretsByNamespace.get(workload.namespace) ?? [];
          secretsByNamespace.set(workload.namespace, [...secrets, passwordSecretName(cacheName(workload.name, use))]);
        }
        if (secretsByNamespace.size === 0) return {};
        return {
          secrets: [...secretsByNamespace].flatMap(([namespace, secrets]) =>
            secrets.map((name) => ({
              namespace,
              name,
              keys: ['password', 'valkey.conf'],
              source: 'generated in the cluster',
              rotation: 'delete the Secret for another password; restart the cache and the workload',
            })),
          ),
          objects: (scope) => {
            for (const [namespace, secrets] of secretsByNamespace)
              addBindingStore(scope, { capability: 'cache', namespace, secrets });
          },
        };
      },
      forWorkload: (workload, { cluster, uses }) =>
        addCaches(
          uses.map((use) => ({ workload, use: use as ServerUseEntry })),
          cluster,
        ),
    },
  }),
  releases: () => [],
});

/** Returns the name of a cache, which is that of the Secret of its use. */
function cacheName(workload: string, use: ServerUseEntry): string {
  return bindingSecretName(workload, use);
}

function passwordSecretName(name: string): string {
  return `${name}-password`;
}

function validateUse(provided: ProvidedUse): readonly Problem[] {
  const path = usePath(provided);
  const { name, port: usedPort } = provided.use.options;
  const options = { name, port: usedPort === port ? undefined : usedPort };
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

function addCaches(provided: readonly ProvidedUse[], cluster: ClusterInfo): WorkloadAdditions {
  if (provided.length === 0) return {};
  const caches = provided.map((use) => ({
    ...use,
    name: cacheName(use.workload.name, use.use),
    size: resolveSize(use.use.options, cacheSizes),
  }));
  return {
    images: [images.valkey],
    pods: caches.map(({ name, size, workload }): AddedPods => ({
      description: 'cache',
      name,
      namespace: workload.namespace,
      count: 1,
      cpu: size.cpu,
      memory: size.memory,
      objects: { services: 1, secrets: 1 },
    })),
    objects: (scope) => {
      for (const { name, size, ...use } of caches) addCache(scope, name, size, use, cluster);
    },
    egress: caches.map(({ name, workload }) => ({
      peer: { namespace: workload.namespace, podLabels: cacheLabels(name) },
      ports: [port],
    })),
  };
}

function cacheLabels(name: string) {
  return { 'plinth.dev/cache': name };
}

function addCache(scope: Construct, name: string, size: ServerSize, provided: ProvidedUse, cluster: ClusterInfo): void {
  const { workload } = provided;
  const { namespace, tenant } = workload;
  const labels = { ...cacheLabels(name), 'app.kubernetes.io/part-of': tenant };
  const metadata = { name, namespace, labels };
  const host = `${name}.${namespace}.svc`;
  // Of the memory limit, a quarter is for connections and for memory that the allocator cannot return.
  const maxMemory = Math.floor((parseQuantity(size.memory) * 3) / 4);
  addGeneratedPassword(scope, {
    name: passwordSecretName(name),
    namespace,
    data: {
      password: '{{ .password }}',
      'valkey.conf': [
        `port ${port}`,
        'requirepass {{ .password }}',
        `maxmemory ${maxMemory}`,
        'maxmemory-policy allkeys-lru',
        'save ""',
        'appendonly no',
        'dir /tmp',
        '',
      ].join('\n'),
    },
  });
  addBindingSecret(scope, provided, {
    sources: { password: { secret: passwordSecretName(name), key: 'password' } },
    template: {
      type: 'redis',
      provider: 'valkey',
      host,
      port: String(port),
      username: 'default',
      password: '{{ .password }}',
      uri: `redis://default:{{ .password }}@${host}:${port}/0`,
    },
  });
  addObject<Service>(scope, `Cache-${name}-service`, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { selector: cacheLabels(name), ports: [{ name: 'redis', port, protocol: 'TCP' }] },
  });
  addObject<StatefulSet>(scope, `Cache-${name}`, {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata,
    spec: {
      serviceName: name,
      replicas: 1,
      selector: { matchLabels: cacheLabels(name) },
      template: { metadata: { labels }, spec: renderCachePod(name, size, workload.nodes, cluster) },
    },
  });
  addObject<NetworkPolicy>(scope, `Cache-${name}-policy`, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { ...metadata, name: `cache-${name}` },
    spec: {
      podSelector: labelSelector(cacheLabels(name)),
      policyTypes: ['Ingress', 'Egress'],
      ingress: renderIngressRules(
        [{ peer: { namespace, podLabels: podSelectorLabels(workload) }, ports: [port] }],
        cluster,
      ),
    },
  });
  if ('metrics' in cluster.capabilities)
    addPrometheusRule(scope, {
      name: `cache-${name}`,
      namespace,
      alerts: listCacheAlertRules(name, namespace),
      labels: { tenant, application: workload.name },
    });
}

function renderCachePod(name: string, size: ServerSize, nodes: ProvidedUse['workload']['nodes'], cluster: ClusterInfo) {
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: { ...nonRootPodSecurityContext(valkeyUser), fsGroup: valkeyUser },
    ...(nodes ? { nodeSelector: { ...nodes.labels } } : {}),
    ...(nodes?.taint ? { tolerations: [{ ...nodes.taint, operator: 'Equal' }] } : {}),
    containers: [
      {
        name: 'valkey',
        image: resolveImage(cluster, images.valkey),
        command: ['valkey-server', '/etc/valkey/valkey.conf'],
        ports: [{ name: 'redis', containerPort: port, protocol: 'TCP' }],
        readinessProbe: { tcpSocket: { port }, periodSeconds: 5 },
        resources: containerResources({
          cpuRequest: size.cpu,
          memoryRequest: size.memory,
          memoryLimit: size.memory,
        }),
        securityContext: restrictedSecurityContext(),
        volumeMounts: [
          { name: 'configuration', mountPath: '/etc/valkey', readOnly: true },
          { name: 'tmp', mountPath: '/tmp' },
        ],
      },
    ],
    volumes: [
      {
        name: 'configuration',
        secret: { secretName: passwordSecretName(name), items: [{ key: 'valkey.conf', path: 'valkey.conf' }] },
      },
      { name: 'tmp', emptyDir: {} },
    ],
  };
}

function listCacheAlertRules(name: string, namespace: string): readonly AlertRule[] {
  return [
    {
      name: 'CacheDown',
      expr: `kube_statefulset_status_replicas_ready{namespace="${namespace}", statefulset="${name}"} == 0`,
      forMinutes: 5,
      severity: 'critical',
      summary: `Cache ${name} is down.`,
      runbook: `See kubectl -n ${namespace} describe pod ${name}-0: a pending pod lacks a node or quota, or its Secret ${passwordSecretName(name)}.`,
    },
  ];
}
