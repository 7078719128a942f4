import type { Construct } from 'constructs';
import type { StatefulSet } from 'kubernetes-types/apps/v1';
import type { ConfigMap, PersistentVolumeClaim, Probe, Service } from 'kubernetes-types/core/v1';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import { resolveImage, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { podSelectorLabels } from '../../applications/metadata';
import { digest } from '../../digest';
import { images } from '../../images';
import { containerResources } from '../../kubernetes/container-resources';
import { labelSelector, renderIngressRules } from '../../kubernetes/network-policies';
import { addObject } from '../../kubernetes/object';
import { renderRetention } from '../../kubernetes/retention';
import { nonRootPodSecurityContext, restrictedSecurityContext } from '../../kubernetes/security-context';
import { addBindingSecret, addGeneratedPassword } from '../secrets/binding-secret';
import {
  addCertificate,
  authorityTemplate,
  certificateFolder,
  certificateSecretName,
  certificateSource,
} from './valkey-certificate';
import { passwordConfiguration, passwordFolder, renderValkeyConfiguration } from './valkey-configuration';
import { cacheHost, passwordSecretName, type ValkeyServer } from './valkey-layout';
import { valkeyPorts } from './valkey-ports';

/** Requests of the container that serves the metrics of a cache. */
export const exporterResources = { cpu: '10m', memory: '64Mi' } as const;

/** User and group of the pods. */
const valkeyUser = 1000;

/** Returns the labels of the pod of a cache. */
export function cacheLabels(name: string) {
  return { 'plinth.dev/cache': name };
}

/** Returns whether the metrics of caches are collected on a cluster. */
export function hasExporter({ capabilities }: ClusterInfo): boolean {
  return 'metrics' in capabilities;
}

/** Adds a cache for a use: its server, password, certificate, network policy and volume, and the Secret of the use. */
export function addCache(scope: Construct, cache: ValkeyServer, cluster: ClusterInfo): void {
  const { name, workload, storageGiB, tls } = cache;
  const { namespace, tenant } = workload;
  const labels = { ...cacheLabels(name), 'app.kubernetes.io/part-of': tenant };
  const metadata = { name, namespace, labels };
  const host = cacheHost(name, namespace);
  const configuration = renderValkeyConfiguration(cache);
  addGeneratedPassword(scope, {
    name: passwordSecretName(name),
    namespace,
    data: { password: '{{ .password }}', 'valkey.conf': passwordConfiguration },
  });
  if (tls) addCertificate(scope, cache);
  // Not in the Secret with the password, which does not change after it was created.
  addObject<ConfigMap>(scope, `Cache-${name}-configuration`, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata,
    data: { 'valkey.conf': configuration },
  });
  addBindingSecret(scope, cache, {
    sources: {
      password: { secret: passwordSecretName(name), key: 'password' },
      ...(tls ? certificateSource(name) : {}),
    },
    template: {
      type: 'redis',
      provider: 'valkey',
      host,
      port: String(valkeyPorts.valkey),
      username: 'default',
      password: '{{ .password }}',
      uri: `${tls ? 'rediss' : 'redis'}://default:{{ .password }}@${host}:${valkeyPorts.valkey}/0`,
      ...(tls ? { 'ca.crt': authorityTemplate } : {}),
    },
  });
  addObject<Service>(scope, `Cache-${name}-service`, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { selector: cacheLabels(name), ports: [{ name: 'redis', port: valkeyPorts.valkey, protocol: 'TCP' }] },
  });
  if (storageGiB > 0) addVolume(scope, cache, labels);
  addObject<StatefulSet>(scope, `Cache-${name}`, {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata,
    spec: {
      serviceName: name,
      replicas: 1,
      selector: { matchLabels: cacheLabels(name) },
      template: {
        metadata: { labels, annotations: { 'plinth.dev/configuration': digest(configuration) } },
        spec: renderCachePod(cache, cluster),
      },
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
        [
          { peer: { namespace, podLabels: podSelectorLabels(workload) }, ports: [valkeyPorts.valkey] },
          ...(hasExporter(cluster) ? [{ peer: { capability: 'metrics' as const }, ports: [valkeyPorts.metrics] }] : []),
        ],
        cluster,
      ),
    },
  });
}

/**
 * Adds the volume of a cache. It is no claim template of the StatefulSet, which could not be added, removed or grow later.
 */
function addVolume(scope: Construct, { name, workload, storageGiB, storageClass }: ValkeyServer, labels: object): void {
  addObject<PersistentVolumeClaim>(scope, `Cache-${name}-volume`, {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: volumeName(name),
      namespace: workload.namespace,
      labels: { ...labels },
      ...renderRetention(),
    },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: `${storageGiB}Gi` } },
      ...(storageClass === undefined ? {} : { storageClassName: storageClass }),
    },
  });
}

function volumeName(name: string): string {
  return `${name}-data`;
}

function renderCachePod(cache: ValkeyServer, cluster: ClusterInfo) {
  const { name, cpu, memory, storageGiB, workload, tls } = cache;
  const { nodes } = workload;
  return {
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: { ...nonRootPodSecurityContext(valkeyUser), fsGroup: valkeyUser },
    ...(nodes ? { nodeSelector: { ...nodes.labels } } : {}),
    ...(nodes?.taint ? { tolerations: [{ ...nodes.taint, operator: 'Equal' }] } : {}),
    containers: [
      {
        name: 'valkey',
        image: resolveImage(cluster, cache.image),
        command: ['valkey-server', '/etc/valkey/valkey.conf'],
        ports: [{ name: 'redis', containerPort: valkeyPorts.valkey, protocol: 'TCP' }],
        readinessProbe: renderReadinessProbe(tls),
        resources: containerResources({ cpuRequest: cpu, memoryRequest: memory, memoryLimit: memory }),
        securityContext: restrictedSecurityContext(),
        volumeMounts: [
          { name: 'configuration', mountPath: '/etc/valkey', readOnly: true },
          { name: 'password', mountPath: passwordFolder, readOnly: true },
          ...(tls ? [{ name: 'certificate', mountPath: certificateFolder, readOnly: true }] : []),
          { name: 'tmp', mountPath: '/tmp' },
          ...(storageGiB > 0 ? [{ name: 'data', mountPath: '/data' }] : []),
        ],
      },
      ...(hasExporter(cluster) ? [renderExporter(cache, cluster)] : []),
    ],
    volumes: [
      { name: 'configuration', configMap: { name } },
      {
        name: 'password',
        secret: { secretName: passwordSecretName(name), items: [{ key: 'valkey.conf', path: 'valkey.conf' }] },
      },
      ...(tls ? [{ name: 'certificate', secret: { secretName: certificateSecretName(name) } }] : []),
      { name: 'tmp', emptyDir: {} },
      ...(storageGiB > 0 ? [{ name: 'data', persistentVolumeClaim: { claimName: volumeName(name) } }] : []),
    ],
  };
}

/** Returns the probe of a cache. With TLS, the server would log an error for each connection without it. */
function renderReadinessProbe(tls: boolean): Probe {
  return tls
    ? { exec: { command: ['valkey-cli', '--tls', '--insecure', 'ping'] }, periodSeconds: 10, timeoutSeconds: 5 }
    : { tcpSocket: { port: valkeyPorts.valkey }, periodSeconds: 5 };
}

/** @see https://github.com/oliver006/redis_exporter#command-line-flags */
function renderExporter({ name, tls }: ValkeyServer, cluster: ClusterInfo) {
  const { cpu, memory } = exporterResources;
  return {
    name: 'exporter',
    image: resolveImage(cluster, images.redisExporter),
    env: [
      { name: 'REDIS_ADDR', value: `${tls ? 'rediss' : 'redis'}://127.0.0.1:${valkeyPorts.valkey}` },
      // These connections do not leave the pod, whose address no certificate has.
      ...(tls ? [{ name: 'REDIS_EXPORTER_SKIP_TLS_VERIFICATION', value: 'true' }] : []),
      { name: 'REDIS_USER', value: 'default' },
      {
        name: 'REDIS_PASSWORD',
        valueFrom: { secretKeyRef: { name: passwordSecretName(name), key: 'password' } },
      },
      { name: 'REDIS_EXPORTER_WEB_LISTEN_ADDRESS', value: `:${valkeyPorts.metrics}` },
    ],
    ports: [{ name: 'metrics', containerPort: valkeyPorts.metrics, protocol: 'TCP' }],
    resources: containerResources({ cpuRequest: cpu, memoryRequest: memory, memoryLimit: memory }),
    securityContext: restrictedSecurityContext(),
  };
}
