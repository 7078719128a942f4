import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import {
  resolveSecretOrigin,
  secretStorePath,
  type ComponentSecret,
  type DeliveredSecret,
  type SecretReference,
} from '../../../src/kinds/component-secret';
import { addObject } from '../../kubernetes/object';

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
  const generators = listGenerators(secret);
  for (const { name, length, values } of generators) {
    addGenerator(scope, { ...secret, name }, length, values);
    if (from === 'store') addPush(scope, { ...secret, name }, values, secretStorePath(cluster, secret, 'generated'));
  }
  const { namespace, name, rotation } = secret;
  addObject(scope, `Secret-${namespace}-${name}`, {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name, namespace },
    spec: {
      // A generator would return other values each time; values that must stay are not read again.
      ...(from === 'generator' || 'fixed' in rotation
        ? { refreshPolicy: 'CreatedOnce' }
        : { refreshPolicy: 'Periodic', refreshInterval: '10m' }),
      target: { name, creationPolicy: 'Owner', ...renderTemplate(secret) },
      ...(from === 'generator'
        ? {
            dataFrom: generators.map((generator) => ({
              sourceRef: {
                generatorRef: { apiVersion: generatorApiVersion, kind: 'Password', name: generator.name },
              },
            })),
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

/** Generator of values of the same length. */
interface Generator {
  readonly name: string;
  readonly length: number;
  readonly values: readonly string[];
}

function listGenerators({ name, values }: ComponentSecret): readonly Generator[] {
  const byLength = new Map<number, string[]>();
  for (const [value, origin] of Object.entries(values)) {
    if (origin.from !== 'generated') continue;
    const length = origin.length ?? defaultLength;
    byLength.set(length, [...(byLength.get(length) ?? []), value]);
  }
  return [...byLength].map(([length, generated]) => ({
    name: length === defaultLength ? name : `${name}-${length}`,
    length,
    values: generated,
  }));
}

/** @see https://external-secrets.io/latest/api/generator/password/ */
function addGenerator(
  scope: Construct,
  { namespace, name }: SecretReference,
  length: number,
  values: readonly string[],
): void {
  addObject(scope, `Generator-${namespace}-${name}`, {
    apiVersion: generatorApiVersion,
    kind: 'Password',
    metadata: { name, namespace },
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

function addPush(
  scope: Construct,
  { namespace, name }: SecretReference,
  values: readonly string[],
  path: string,
): void {
  addObject(scope, `Push-${namespace}-${name}`, {
    apiVersion: 'external-secrets.io/v1alpha1',
    kind: 'PushSecret',
    metadata: { name, namespace },
    spec: {
      refreshInterval: '10m',
      updatePolicy: 'IfNotExists',
      // The values outlive the cluster, as data that they protect may.
      deletionPolicy: 'None',
      secretStoreRefs: [{ kind: 'ClusterSecretStore', name: platformStoreName }],
      selector: { generatorRef: { apiVersion: generatorApiVersion, kind: 'Password', name } },
      data: values.map((value) => ({
        match: { secretKey: value, remoteRef: { remoteKey: path, property: value } },
      })),
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
