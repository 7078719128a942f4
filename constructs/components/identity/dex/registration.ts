import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Construct } from 'constructs';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { ConfigMap, ServiceAccount } from 'kubernetes-types/core/v1';
import type { Role, RoleBinding } from 'kubernetes-types/rbac/v1';
import type { OidcClient } from '../../../../src/kinds/additions';
import { resolveImage, type ClusterInfo } from '../../../../src/kinds/cluster-info';
import { tenantLabel } from '../../../../src/kinds/labels';
import type { RegisterClientFunction } from '../../../../src/kinds/provides';
import type { ObjectRelease } from '../../../../src/kinds/release';
import { digest } from '../../../digest';
import { images } from '../../../images';
import { containerResources } from '../../../kubernetes/container-resources';
import { addObject } from '../../../kubernetes/object';
import { nonRootPodSecurityContext, restrictedSecurityContext } from '../../../kubernetes/security-context';

const clientLabel = 'plinth.dev/oidc-client';

const script = readFileSync(join(__dirname, 'scripts/clients.mjs'), 'utf8');

const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Returns the name of the server that registers clients, and of its ServiceAccount. */
export function registrarName(dex: string): string {
  return `${dex}-clients-registrar`;
}

/**
 * Returns the function that registers clients at Dex: a ConfigMap in the namespace of Dex, where tenants have no access,
 * and the permission of the registrar to create the Secret of the client, and to read this one.
 * @param dex name of the component, and of its namespace
 */
export function registerAtDex(dex: string): RegisterClientFunction {
  return (scope, client, tenant) => {
    const { namespace, name } = client.secret;
    const id = `${namespace}-${name}`;
    const labels = { [clientLabel]: 'requested', ...(tenant === undefined ? {} : { [tenantLabel]: tenant }) };
    addObject<ConfigMap>(scope, `${id}-client`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `client-${digest(id)}`, namespace: dex, labels },
      data: { client: renderClient(client) },
    });
    if (client.publicId === undefined) addSecretAccess(scope, client, registrarName(dex), dex, labels);
  };
}

function renderClient({ redirectUrls, secret: { namespace, name, labels }, title, publicId }: OidcClient): string {
  return JSON.stringify({ namespace, secret: name, labels, redirectUrls, title, publicId });
}

function addSecretAccess(
  scope: Construct,
  { secret: { namespace, name: secret } }: OidcClient,
  registrar: string,
  dex: string,
  labels: Readonly<Record<string, string>>,
): void {
  const name = `oidc-client-${secret}`;
  const metadata = { name, namespace, labels };
  addObject<Role>(scope, `${namespace}-${secret}-role`, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata,
    rules: [
      { apiGroups: [''], resources: ['secrets'], resourceNames: [secret], verbs: ['get'] },
      // Kubernetes cannot restrict `create` by name.
      { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
    ],
  });
  addObject<RoleBinding>(scope, `${namespace}-${secret}-binding`, {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name: registrar, namespace: dex }],
  });
}

/** Returns the release with the registrar, which keeps the clients of Dex as the ConfigMaps define them. */
export function registrarRelease(dex: string, cluster: ClusterInfo): ObjectRelease {
  const name = registrarName(dex);
  return {
    name: `${dex}-registrar`,
    namespace: dex,
    podSecurity: 'restricted',
    images: [resolveImage(cluster, images.node)],
    networkRules: {
      registrar: { podLabels: { 'app.kubernetes.io/name': name }, egress: [{ peer: 'api-server' }] },
    },
    objects: {
      'objects.yaml': (scope) => {
        addRegistrar(scope, name, dex, cluster);
      },
    },
  };
}

function addRegistrar(scope: Construct, name: string, namespace: string, cluster: ClusterInfo): void {
  const labels = { 'app.kubernetes.io/name': name };
  const metadata = { name, namespace, labels };
  addObject<ServiceAccount>(scope, 'account', { apiVersion: 'v1', kind: 'ServiceAccount', metadata });
  addObject<Role>(scope, 'role', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'Role',
    metadata,
    rules: [
      { apiGroups: [''], resources: ['configmaps'], verbs: ['list'] },
      {
        apiGroups: ['dex.coreos.com'],
        resources: ['oauth2clients'],
        verbs: ['get', 'list', 'create', 'update', 'delete'],
      },
    ],
  });
  addObject<RoleBinding>(scope, 'binding', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ kind: 'ServiceAccount', name, namespace }],
  });
  addObject<ConfigMap>(scope, 'script', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata,
    data: { 'clients.mjs': script },
  });
  addObject<Deployment>(scope, 'registrar', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: 1,
      // Two registrars would create the same Secret.
      strategy: { type: 'Recreate' },
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: { 'plinth.dev/configuration': digest(script) } },
        spec: {
          enableServiceLinks: false,
          serviceAccountName: name,
          securityContext: nonRootPodSecurityContext(1000),
          containers: [
            {
              name: 'registrar',
              image: resolveImage(cluster, images.node),
              command: ['node', '/scripts/clients.mjs'],
              env: [
                { name: 'API_URL', value: 'https://kubernetes.default.svc' },
                { name: 'NAMESPACE', value: namespace },
                { name: 'NODE_EXTRA_CA_CERTS', value: `${serviceAccountFolder}/ca.crt` },
              ],
              securityContext: restrictedSecurityContext(),
              resources: containerResources({ cpuRequest: '10m', memoryRequest: '64Mi', memoryLimit: '128Mi' }),
              volumeMounts: [{ name: 'scripts', mountPath: '/scripts', readOnly: true }],
            },
          ],
          volumes: [{ name: 'scripts', configMap: { name } }],
        },
      },
    },
  });
}
