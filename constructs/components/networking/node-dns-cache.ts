import type { DaemonSet } from 'kubernetes-types/apps/v1';
import type { ConfigMap, ServiceAccount } from 'kubernetes-types/core/v1';
import { resolveImage, type ClusterInfo } from '../../../src/kinds/cluster-info';
import type { ObjectRelease } from '../../../src/kinds/release';
import { digest } from '../../digest';
import { images } from '../../images';
import { containerResources } from '../../kubernetes/container-resources';
import { addObject } from '../../kubernetes/object';

/** Address of the cache on every node, in the link-local range, as Kubernetes' documentation chooses it. */
export const nodeDnsAddress = '169.254.20.10';

/** Ports of the metrics and of the health check. */
const ports = { metrics: 9253, health: 8080 };

/**
 * Returns the release of the DNS cache on every node. It listens on an address of its own, which kubelets write into the
 * resolv.conf of pods, and asks the Service of CoreDNS, over TCP, for what it has not cached.
 * @see https://kubernetes.io/docs/tasks/administer-cluster/nodelocaldns/
 */
export function nodeDnsCacheRelease(
  { name: dnsName, cacheSeconds }: { readonly name: string; readonly cacheSeconds: number },
  cluster: ClusterInfo,
): ObjectRelease {
  const name = `${dnsName}-node-cache`;
  const metadata = { name, namespace: 'kube-system' };
  const corefile = [
    '.:53 {',
    '  errors',
    `  cache ${cacheSeconds}`,
    '  reload',
    '  loop',
    `  bind ${nodeDnsAddress}`,
    `  forward . ${cluster.dnsAddress} {`,
    '    force_tcp',
    '  }',
    `  prometheus ${nodeDnsAddress}:${ports.metrics}`,
    `  health ${nodeDnsAddress}:${ports.health}`,
    '}',
    '',
  ].join('\n');
  const labels = { 'app.kubernetes.io/name': name };
  return {
    name,
    namespace: 'kube-system',
    // In the network of the host, where it adds a network interface and rules of iptables.
    podSecurity: 'privileged',
    images: [images.nodeDnsCache],
    areFieldsChecked: true,
    objects: {
      'objects.yaml': (scope) => {
        addObject<ServiceAccount>(scope, 'Account', {
          apiVersion: 'v1',
          kind: 'ServiceAccount',
          metadata,
          automountServiceAccountToken: false,
        });
        addObject<ConfigMap>(scope, 'Configuration', {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata,
          data: { 'Corefile.base': corefile },
        });
        addObject<DaemonSet>(scope, 'DaemonSet', {
          apiVersion: 'apps/v1',
          kind: 'DaemonSet',
          metadata,
          spec: {
            selector: { matchLabels: labels },
            // One node after another: the pods of a node have no DNS while its cache restarts.
            updateStrategy: { rollingUpdate: { maxUnavailable: 1 } },
            template: {
              metadata: { labels, annotations: { 'plinth.dev/configuration': digest(corefile) } },
              spec: renderPod(name, cluster),
            },
          },
        });
      },
    },
  };
}

function renderPod(name: string, cluster: ClusterInfo) {
  return {
    priorityClassName: 'system-node-critical',
    serviceAccountName: name,
    automountServiceAccountToken: false,
    hostNetwork: true,
    // Not the cache itself.
    dnsPolicy: 'Default',
    tolerations: [{ operator: 'Exists' }],
    terminationGracePeriodSeconds: 5,
    containers: [
      {
        name: 'node-cache',
        image: resolveImage(cluster, images.nodeDnsCache),
        args: ['-localip', nodeDnsAddress, '-conf', '/etc/Corefile', '-health-port', String(ports.health)],
        ports: [{ name: 'metrics', containerPort: ports.metrics }],
        livenessProbe: {
          httpGet: { host: nodeDnsAddress, path: '/health', port: ports.health },
          initialDelaySeconds: 60,
          timeoutSeconds: 5,
        },
        resources: containerResources({ cpuRequest: '25m', memoryRequest: '30Mi', memoryLimit: '128Mi' }),
        securityContext: { capabilities: { add: ['NET_ADMIN'] } },
        volumeMounts: [
          { name: 'xtables-lock', mountPath: '/run/xtables.lock' },
          { name: 'configuration', mountPath: '/etc/coredns' },
        ],
      },
    ],
    volumes: [
      { name: 'xtables-lock', hostPath: { path: '/run/xtables.lock', type: 'FileOrCreate' } },
      { name: 'configuration', configMap: { name } },
    ],
  };
}
