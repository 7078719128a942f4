import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Construct } from 'constructs';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { ConfigMap, ServiceAccount } from 'kubernetes-types/core/v1';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import type { ObjectRelease } from '../../../src/kinds/release';
import { digest } from '../../digest';
import { images } from '../../images';
import { containerResources } from '../../kubernetes/container-resources';
import { addObject } from '../../kubernetes/object';
import { nonRootPodSecurityContext, restrictedSecurityContext } from '../../kubernetes/security-context';
import { addRole } from '../../kubernetes/role';
import { elasticNamespace } from './elasticsearch-secrets';
import { logUserLabel } from './tenant-log-users';

const script = readFileSync(join(__dirname, 'scripts/log-users.mjs'), 'utf8');

/** Returns the name of the provisioner of an Elasticsearch, and of its release. */
export function logUserProvisionerName(elasticsearch: string): string {
  return `${elasticsearch}-users`;
}

/**
 * Returns the release of the provisioner, which creates roles, users and spaces of tenants in Elasticsearch and Kibana as
 * their Secrets define them. It reads Secrets of its own namespace only.
 * @param elasticsearch name of the Elasticsearch object
 */
export function logUserProvisionerRelease(elasticsearch: string, cluster: ClusterInfo): ObjectRelease {
  const name = logUserProvisionerName(elasticsearch);
  return {
    name,
    namespace: elasticNamespace,
    podSecurity: 'restricted',
    after: [elasticsearch],
    images: [images.node],
    networkRules: { users: { podLabels: podLabels(name), egress: [{ peer: 'api-server' }] } },
    objects: {
      'objects.yaml': (scope) => {
        const metadata = { name, namespace: elasticNamespace };
        addPermissions(scope, metadata);
        addObject<ConfigMap>(scope, 'Script', {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata,
          data: { 'log-users.mjs': script },
        });
        addDeployment(scope, metadata, elasticsearch, cluster);
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

function addDeployment(scope: Construct, metadata: Metadata, elasticsearch: string, cluster: ClusterInfo): void {
  const { name, namespace } = metadata;
  const labels = podLabels(name);
  const kibana = tryGetEndpoint(cluster, 'log-search');
  const env = {
    NAMESPACE: namespace,
    SELECTOR: Object.entries(logUserLabel)
      .map(([key, value]) => `${key}=${value}`)
      .join(','),
    ELASTICSEARCH_URL: `https://${elasticsearch}-es-http.${namespace}.svc:9200`,
    ...(kibana?.api === 'kibana' && kibana.url !== undefined ? { KIBANA_URL: kibana.url } : {}),
  };
  const mount = (volume: string, mountPath: string) => ({ name: volume, mountPath, readOnly: true });
  addObject<Deployment>(scope, 'Provisioner', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: 1,
      strategy: { type: 'Recreate' },
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: { 'plinth.dev/configuration': digest(script) } },
        spec: {
          serviceAccountName: name,
          automountServiceAccountToken: true,
          enableServiceLinks: false,
          securityContext: { ...nonRootPodSecurityContext(1000), fsGroup: 1000 },
          containers: [
            {
              name: 'provisioner',
              image: resolveImage(cluster, images.node),
              command: ['node', '/scripts/log-users.mjs'],
              env: Object.entries(env).map(([variable, value]) => ({ name: variable, value })),
              securityContext: restrictedSecurityContext(),
              resources: containerResources({ cpuRequest: '10m', memoryRequest: '64Mi', memoryLimit: '128Mi' }),
              volumeMounts: [
                mount('scripts', '/scripts'),
                mount('user', '/etc/elasticsearch/user'),
                mount('certificates', '/etc/elasticsearch/certificates'),
              ],
            },
          ],
          volumes: [
            { name: 'scripts', configMap: { name } },
            { name: 'user', secret: { secretName: `${elasticsearch}-es-elastic-user` } },
            { name: 'certificates', secret: { secretName: `${elasticsearch}-es-http-certs-public` } },
          ],
        },
      },
    },
  });
}
