import type { KubernetesObject } from '../api';
import type { RequestAttempt } from './attempts';

const namespace = 'shop';
const labels = { 'cnpg.io/cluster': 'postgresql', 'cnpg.io/podRole': 'instance' };
const tracking = 'argocd.argoproj.io/tracking-id';

/** Objects that an operator, CloudNativePG, and cert-manager have created in the namespace of tenant `shop`. */
export const operatedObjects: readonly KubernetesObject[] = [
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'postgresql-1', namespace, labels },
    spec: {
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [
        {
          name: 'postgres',
          image: 'registry.acme.example/shop/postgresql:18',
          securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
        },
      ],
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'postgresql-rw', namespace, labels: { 'cnpg.io/cluster': 'postgresql' } },
    spec: { selector: labels, ports: [{ port: 5432 }] },
  },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'postgresql-ca', namespace, labels: { 'cnpg.io/cluster': 'postgresql' } },
    data: {},
  },
  {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'shop.acme.example', namespace },
    type: 'kubernetes.io/tls',
    data: { 'tls.crt': '', 'tls.key': '' },
  },
  {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: 'postgresql-check', namespace },
    spec: {
      schedule: '0 * * * *',
      jobTemplate: {
        spec: {
          template: {
            metadata: { labels },
            spec: {
              restartPolicy: 'Never',
              containers: [{ name: 'check', image: 'registry.acme.example/shop/web:1' }],
            },
          },
        },
      },
    },
  },
];

const core = `/api/v1/namespaces/${namespace}`;
const cache = `/apis/apps/v1/namespaces/${namespace}/statefulsets/web-cache`;

function patch(name: string, path: string, body: object): RequestAttempt {
  return { name, method: 'PATCH', path, body };
}

/** Changes of the objects that the platform, or an operator, has created in the namespace of tenant `shop`. */
export function listProviderRequestAttempts(): readonly RequestAttempt[] {
  const container = { name: 'own', image: 'registry.acme.example/shop/web:1' };
  const podOf = (spec: object) => ({ spec: { template: { spec } } });
  const restart = { spec: { template: { metadata: { annotations: { 'kubectl.kubernetes.io/restartedAt': 'now' } } } } };
  const trackedBy = (application: string, body: object) => ({
    ...body,
    metadata: { annotations: { [tracking]: `${application}:apps/StatefulSet:${namespace}/web-cache` } },
  });
  const pods: Readonly<Record<string, object>> = {
    'runs an image of its own': { containers: [container] },
    'runs as another ServiceAccount': { serviceAccountName: 'web' },
    'mounts a Secret': { volumes: [{ name: 'own', secret: { secretName: 'own' } }] },
    'shares the processes of its containers': { shareProcessNamespace: true },
  };
  const command = (subresource: string, pod: string, query = 'command=id'): RequestAttempt => ({
    name: `${subresource} in pod ${pod}`,
    method: 'POST',
    path: `${core}/pods/${pod}/${subresource}?${query}`,
  });
  const accepted = (attempt: RequestAttempt): RequestAttempt => ({ ...attempt, expected: 'accepted' });
  return [
    ...Object.entries(pods).map(([name, spec]) => patch(`its cache ${name}`, cache, podOf(spec))),
    ...Object.entries(pods).map(([name, spec]): RequestAttempt => ({
      ...patch(`its cache ${name}, from a repository`, cache, trackedBy('shop-checkout-dev-shop', podOf(spec))),
      by: 'argo-cd',
    })),
    patch('its cache loses the label of its provider', cache, { metadata: { labels: { 'plinth.dev/cache': null } } }),
    patch('its cache has pods with a further label', cache, {
      spec: { template: { metadata: { labels: { 'app.kubernetes.io/name': 'web' } } } },
    }),
    patch('the Service of its cache selects other pods', `${core}/services/web-cache`, {
      spec: { selector: { 'plinth.dev/cache': null, 'app.kubernetes.io/name': 'web' } },
    }),
    patch('its database server runs an image of its own', `${core}/pods/postgresql-1`, {
      spec: { containers: [{ name: 'postgres', image: container.image }] },
    }),
    patch('its database server has an ephemeral container', `${core}/pods/postgresql-1/ephemeralcontainers`, {
      spec: { ephemeralContainers: [container] },
    }),
    patch('its database server loses the labels of its provider', `${core}/pods/postgresql-1`, {
      metadata: { labels: { 'cnpg.io/cluster': null, 'cnpg.io/podRole': null } },
    }),
    patch('the Service of its database server selects other pods', `${core}/services/postgresql-rw`, {
      spec: { selector: { 'cnpg.io/cluster': null, 'cnpg.io/podRole': null, app: 'own' } },
    }),
    patch('the certificate authority of its database server changes', `${core}/secrets/postgresql-ca`, {
      data: { 'ca.crt': 'AAAA' },
    }),
    patch(
      'the CronJob of an operator runs an image of its own',
      `/apis/batch/v1/namespaces/shop/cronjobs/postgresql-check`,
      {
        spec: { jobTemplate: podOf({ containers: [container] }) },
      },
    ),
    command('exec', 'web-cache-0'),
    command('exec', 'web-cache-12', 'command=sh&stdin=true&tty=true'),
    command('exec', 'web-cache-1-initdb-x7k2p'),
    command('attach', 'web-cache-0', 'stdin=true'),
    accepted(command('exec', 'web-7d9c5b4f6-abcde')),
    accepted(command('exec', 'web-cache-proxy-0')),
    accepted(command('attach', 'other-web-cache-0', 'stdin=true')),
    accepted(patch('restarts its cache', cache, restart)),
    {
      ...accepted(
        patch(
          'the platform changes its cache by Argo CD',
          cache,
          trackedBy('tenant-shop', podOf({ terminationGracePeriodSeconds: 7 })),
        ),
      ),
      by: 'argo-cd',
    },
    accepted(patch('scales its cache', `${cache}/scale`, { spec: { replicas: 0 } })),
    { name: 'deletes the certificate of its host', method: 'DELETE', path: `${core}/secrets/shop.acme.example` },
    { name: 'deletes all of its Secrets', method: 'DELETE', path: `${core}/secrets` },
    {
      name: 'deletes the certificate of its host, from a repository',
      method: 'DELETE',
      path: `${core}/secrets/shop.acme.example`,
      by: 'argo-cd',
    },
    ...[cache, `${core}/services/web-cache`, `${core}/pods/postgresql-1`, `${core}/secrets/postgresql-ca`].map((path) =>
      accepted({ name: `deletes ${path}`, method: 'DELETE', path }),
    ),
  ];
}
