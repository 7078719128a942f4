import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import {
  resolveSecretOrigin,
  secretStorePath,
  storesWholeEntries,
  type ComponentSecret,
  type DeliveredSecret,
} from '../../../src/kinds/component-secret';
import { addObject } from '../../kubernetes/object';
import { renderRetention } from '../../kubernetes/retention';

/** ClusterSecretStore of the Secrets of components. Namespaces of tenants cannot use it. */
export const platformStoreName = 'platform';

const generatorApiVersion = 'generators.external-secrets.io/v1alpha1';

/** Number of characters of a generated value. */
const defaultLength = 32;

/**
 * Adds the objects by which External Secrets creates the Secret of a component. Generated values are written to the store
 * where it has none, so that clients in other namespaces, and a cluster that is created again, read the same values.
 * @see https://external-secrets.io/latest/api/pushsecret/
 */
export function addComponentSecret(
  scope: Construct,
  { secret, from }: Pick<DeliveredSecret, 'secret' | 'from'>,
  cluster: ClusterInfo,
): void {
  const generated = Object.entries(secret.values).flatMap(([value, origin]) =>
    origin.from === 'generated' ? [value] : [],
  );
  if (generated.length > 0) {
    addGenerator(scope, secret, generated);
    if (from === 'store') addPush(scope, secret, generated, cluster);
  }
  const { namespace, name, rotation } = secret;
  addObject(scope, `Secret-${namespace}-${name}`, {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name, namespace, ...renderRetention(secret.retained === true) },
    spec: {
      // A generator would return other values each time; values that must stay are not read again.
      ...(from === 'generator' || 'fixed' in rotation
        ? { refreshPolicy: 'CreatedOnce' }
        : { refreshPolicy: 'Periodic', refreshInterval: '10m' }),
      target: { name, creationPolicy: 'Owner', ...renderTemplate(secret) },
      ...(from === 'generator'
        ? {
            dataFrom: [{ sourceRef: { generatorRef: { apiVersion: generatorApiVersion, kind: 'Password', name } } }],
          }
        : {
            secretStoreRef: { kind: 'ClusterSecretStore', name: platformStoreName },
            data: renderData(secret, cluster),
          }),
    },
  });
}

/**
 * Adds the objects that create Secrets of the platform next to what a provider adds for a tenant, as far as the cluster
 * can create them.
 */
export function addPlatformSecrets(scope: Construct, secrets: readonly ComponentSecret[], cluster: ClusterInfo): void {
  for (const secret of secrets) {
    const from = resolveSecretOrigin(secret, cluster);
    if (from !== 'person') addComponentSecret(scope, { secret, from }, cluster);
  }
}

/** @see https://external-secrets.io/latest/api/generator/password/ */
function addGenerator(
  scope: Construct,
  { namespace, name, length = defaultLength, retained }: ComponentSecret,
  values: readonly string[],
): void {
  addObject(scope, `Generator-${namespace}-${name}`, {
    apiVersion: generatorApiVersion,
    kind: 'Password',
    metadata: { name, namespace, ...renderRetention(retained === true) },
    spec: {
      length,
      digits: Math.floor(length / 4),
      symbols: 0,
      noUpper: false,
      allowRepeat: true,
      secretKeys: [...values],
    },
  });
}

function addPush(scope: Construct, secret: ComponentSecret, values: readonly string[], cluster: ClusterInfo): void {
  const { namespace, name } = secret;
  const remoteKey = secretStorePath(cluster, secret, 'generated');
  addObject(scope, `Push-${namespace}-${name}`, {
    apiVersion: 'external-secrets.io/v1alpha1',
    kind: 'PushSecret',
    metadata: { name, namespace, ...renderRetention(secret.retained === true) },
    spec: {
      refreshInterval: '10m',
      updatePolicy: 'IfNotExists',
      // The values outlive the cluster, as data that they protect may.
      deletionPolicy: 'None',
      secretStoreRefs: [{ kind: 'ClusterSecretStore', name: platformStoreName }],
      selector: { generatorRef: { apiVersion: generatorApiVersion, kind: 'Password', name } },
      // Without keys, all values are written as one JSON object.
      data: storesWholeEntries(cluster)
        ? [{ match: { remoteRef: { remoteKey } } }]
        : values.map((value) => ({ match: { secretKey: value, remoteRef: { remoteKey, property: value } } })),
    },
  });
}

function renderTemplate({ keys, labels, type }: ComponentSecret) {
  if (keys === undefined && labels === undefined && type === undefined) return {};
  return {
    template: {
      ...(type === undefined ? {} : { type }),
      ...(labels === undefined ? {} : { metadata: { labels: { ...labels } } }),
      ...(keys === undefined ? {} : { data: { ...keys } }),
    },
  };
}

function renderData(secret: ComponentSecret, cluster: ClusterInfo) {
  return Object.entries(secret.values).map(([value, origin]) => ({
    secretKey: value,
    remoteRef:
      origin.from === 'copy'
        ? { key: secretStorePath(cluster, origin.secret, origin.origin ?? 'generated'), property: origin.value }
        : { key: secretStorePath(cluster, secret, origin.from), property: value },
  }));
}
