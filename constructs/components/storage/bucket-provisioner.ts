import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Construct } from 'constructs';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { ConfigMap, ServiceAccount } from 'kubernetes-types/core/v1';
import { resolveImage, type ClusterInfo } from '../../../src/kinds/cluster-info';
import type { ObjectRelease } from '../../../src/kinds/release';
import { digest } from '../../digest';
import { images } from '../../images';
import { containerResources } from '../../kubernetes/container-resources';
import { addObject } from '../../kubernetes/object';
import { nonRootPodSecurityContext, restrictedSecurityContext } from '../../kubernetes/security-context';
import { addRole } from '../../kubernetes/role';
import { claimLabel } from './bucket-claims';
import { charts } from './charts';

/** Ports of SeaweedFS. */
export const seaweedPorts = { s3: 8333, master: 9333, filer: 8888, metrics: 9324 } as const;

const readScript = (file: string) => readFileSync(join(__dirname, 'scripts', file), 'utf8');
const scripts = {
  'plan-buckets.mjs': readScript('plan-buckets.mjs'),
  'apply-buckets.sh': readScript('apply-buckets.sh'),
};

/**
 * Returns the release of the provisioner, which creates a bucket and a user in SeaweedFS for each Secret of a claim, sets
 * changed keys, and deletes users whose Secret was removed. It reads Secrets of its own namespace only.
 * @param namespace namespace of SeaweedFS, and name of the component
 */
export function provisionerRelease(namespace: string, cluster: ClusterInfo): ObjectRelease {
  const name = `${namespace}-provisioner`;
  return {
    name,
    namespace,
    podSecurity: 'restricted',
    images: [images.node, ...charts.seaweedFs.images],
    networkRules: { provisioner: { podLabels: podLabels(name), egress: [{ peer: 'api-server' }] } },
    objects: {
      'objects.yaml': (scope) => {
        addPermissions(scope, { name, namespace });
        addObject<ConfigMap>(scope, 'Scripts', {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name, namespace },
          data: scripts,
        });
        addDeployment(scope, { name, namespace }, cluster);
      },
    },
  };
}

function podLabels(name: string) {
  return { 'app.kubernetes.io/name': name };
}

interface Metadata {
  readonly name: string;
  readonly namespace: string;
}

function addPermissions(scope: Construct, metadata: Metadata): void {
  addObject<ServiceAccount>(scope, 'Account', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata,
    automountServiceAccountToken: false,
  });
  addRole(scope, 'Role', {
    metadata,
    rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }],
    account: metadata,
  });
}

function addDeployment(scope: Construct, metadata: Metadata, cluster: ClusterInfo): void {
  const { name, namespace } = metadata;
  const labels = podLabels(name);
  const server = `${namespace}-all-in-one.${namespace}.svc`;
  const [weedImage] = charts.seaweedFs.images;
  const selector = Object.entries(claimLabel).map(([key, value]) => `${key}=${value}`);
  const container = {
    securityContext: restrictedSecurityContext(),
    volumeMounts: [
      { name: 'scripts', mountPath: '/scripts', readOnly: true },
      { name: 'work', mountPath: '/work' },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  };
  addObject<Deployment>(scope, 'Provisioner', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: { 'plinth.dev/configuration': digest(scripts) } },
        spec: {
          serviceAccountName: name,
          automountServiceAccountToken: true,
          enableServiceLinks: false,
          securityContext: { ...nonRootPodSecurityContext(1000), fsGroup: 1000 },
          containers: [
            {
              ...container,
              name: 'plan',
              image: resolveImage(cluster, images.node),
              command: ['node', '/scripts/plan-buckets.mjs'],
              env: [
                { name: 'NODE_EXTRA_CA_CERTS', value: '/var/run/secrets/kubernetes.io/serviceaccount/ca.crt' },
                { name: 'NAMESPACE', value: namespace },
                { name: 'SELECTOR', value: selector.join(',') },
              ],
              resources: containerResources({ cpuRequest: '10m', memoryRequest: '64Mi', memoryLimit: '128Mi' }),
            },
            {
              ...container,
              name: 'apply',
              image: resolveImage(cluster, weedImage),
              command: ['/bin/sh', '/scripts/apply-buckets.sh'],
              env: [
                { name: 'MASTER', value: `${server}:${seaweedPorts.master}` },
                { name: 'FILER', value: `${server}:${seaweedPorts.filer}` },
              ],
              resources: containerResources({ cpuRequest: '20m', memoryRequest: '64Mi', memoryLimit: '256Mi' }),
            },
          ],
          volumes: [
            { name: 'scripts', configMap: { name } },
            { name: 'work', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } },
            { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
          ],
        },
      },
    },
  });
}
