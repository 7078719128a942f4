import { formatPlatformSecretKey, isFlatStore } from '../definition/secret-keys';
import type { ListedSecret } from './additions';
import type { ClusterInfo } from './cluster-info';

/** Properties of a cluster that determine the keys in its store. */
type StoreCluster = Pick<ClusterInfo, 'cluster' | 'capabilities'>;

/** How a value of a Secret comes to be. */
export type SecretValue =
  | {
      /** The platform generates letters and digits. */
      readonly from: 'generated';
    }
  | {
      /** The value comes from elsewhere, such as the password of a mail server. */
      readonly from: 'provided';
      /** What the value is, for the person. */
      readonly description: string;
      /** Who writes the value to the store. @default a person, who obtains it elsewhere */
      readonly writer?: 'terraform';
    }
  | {
      /** The value of another Secret of the platform: of a server, for its client. */
      readonly from: 'copy';
      /** Namespace of the other Secret, and its name in the store. */
      readonly secret: SecretReference;
      /** Name of the value there. */
      readonly value: string;
      /** How the value there comes to be. @default generated */
      readonly origin?: 'generated' | 'provided';
    };

/** Namespace and name of a Secret. */
export interface SecretReference {
  readonly namespace: string;
  readonly name: string;
}

/** Workload that reads a Secret when its pods start. */
export interface SecretReader {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  readonly name: string;
}

/**
 * Secret that pods of a component read. Where the cluster has a store for the Secrets of components, they are created
 * from it; otherwise users create them by hand.
 */
export interface ComponentSecret extends SecretReference {
  /**
   * Name of the values in the store.
   * @default the name of the Secret
   */
  readonly storeName?: string;
  /**
   * Set where the store needs the Secret, so that a person always creates it.
   * @default the Secret comes from the store
   */
  readonly beforeStore?: true;
  /** Use of the component that needs the Secret, such as `grafana({ login })`, for the documentation. */
  readonly requiredFor: string;
  /** Values by name. */
  readonly values: Readonly<Record<string, SecretValue>>;
  /**
   * Number of characters of each generated value.
   * @default 32
   */
  readonly length?: number;
  /**
   * Keys of the Secret, each with its content, in which `{{ .name }}` is a value.
   * @default each value, under its name
   */
  readonly keys?: Readonly<Record<string, string>>;
  /**
   * Labels of the Secret.
   * @default none
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * Type of the Secret.
   * @default Opaque
   */
  readonly type?: string;
  /**
   * Set if what creates the Secret remains when it is no longer declared.
   * @default the Secret is deleted then
   */
  readonly retained?: true;
  /** What happens when the values change. */
  readonly rotation: SecretRotation;
}

/** Secret of a component that the platform creates. */
export interface DeliveredSecret {
  readonly component: string;
  readonly secret: ComponentSecret;
  /**
   * From where: the store of the platform, a generator in the cluster, whose values are nowhere else, or the provider of a
   * capability, which creates the Secret itself.
   */
  readonly from: 'store' | 'generator' | 'provider';
}

/** Where a Secret of the platform comes from: `person` where the platform cannot create it. */
export type SecretOrigin = 'store' | 'generator' | 'person';

/** What happens when the values of a Secret change. */
export type SecretRotation =
  | {
      /** Workloads of the same namespace that are restarted, since they read the Secret at start only. */
      readonly restarts: readonly SecretReader[];
    }
  | {
      /** Why no restart is needed: a phrase such as `the operator reads it again`. */
      readonly reloads: string;
    }
  | {
      /** What a person does after a change: a phrase such as `restart the Grafanas of tenants`. */
      readonly manual: string;
    }
  | {
      /** Why the values must stay: a phrase such as `it encrypts stored data`. The Secret does not follow the store. */
      readonly fixed: string;
    };

/** Lists the keys of a Secret of a component, sorted. */
export function listSecretKeys({ keys, values }: Pick<ComponentSecret, 'keys' | 'values'>): readonly string[] {
  return Object.keys(keys ?? values).sort();
}

/**
 * Returns the path in the store of the values of a Secret: `platform/<cluster>/<namespace>/<name>`, and with `generated`
 * after the cluster those that the platform generates, which it does not mix with values of a person.
 */
export function secretStorePath(
  { cluster, capabilities }: StoreCluster,
  { namespace, name, storeName = name }: SecretReference & Pick<ComponentSecret, 'storeName'>,
  from: 'generated' | 'provided',
): string {
  const path = [...platformStorePath(cluster), ...(from === 'generated' ? ['generated'] : []), namespace, storeName];
  return formatPlatformSecretKey(capabilities, capabilities.secrets?.platformStore ?? '', path);
}

/**
 * Returns whether an entry of the platform's store is written as a whole: stores such as Azure Key Vault and AWS Secrets
 * Manager cannot add a value to an entry.
 */
export function storesWholeEntries({ capabilities }: StoreCluster): boolean {
  const { platformStore = '', wholeEntries } = capabilities.secrets ?? {};
  return wholeEntries ?? isFlatStore(capabilities, platformStore);
}

/** First name in the paths in the store of the Secrets of components. No tenant has this name. */
export const platformStorePrefix = 'platform';

/** First part of the paths in the store of the Secrets of a cluster's components. */
export function platformStorePath(cluster: string): readonly string[] {
  return [platformStorePrefix, cluster];
}

/**
 * Returns where a Secret of the platform comes from on a cluster. Without a store, the cluster generates those that have
 * generated values only, which no other Secret needs.
 */
export function resolveSecretOrigin(
  { values, beforeStore }: ComponentSecret,
  { capabilities: { secrets } }: Pick<ClusterInfo, 'capabilities'>,
  isCopied = false,
): SecretOrigin {
  if (secrets === undefined || beforeStore) return 'person';
  if (secrets.platformStore !== undefined) return 'store';
  return !isCopied && Object.values(values).every(({ from }) => from === 'generated') ? 'generator' : 'person';
}

/** Describes a Secret for people. */
export function describeSecret(secret: ComponentSecret, from: SecretOrigin, cluster: StoreCluster): ListedSecret {
  const { namespace, name, rotation } = secret;
  const source = formatSource(secret, from, cluster);
  return { namespace, name, keys: listSecretKeys(secret), source, rotation: formatRotation(rotation, from) };
}

function formatSource(secret: ComponentSecret, from: SecretOrigin, cluster: StoreCluster): string {
  if (from === 'generator') return 'generated in the cluster';
  if (from === 'person') return 'created by the platform team';
  const values = Object.entries(secret.values);
  const hasGenerated = values.some(([, value]) => value.from === 'generated');
  const listProvided = (writer?: 'terraform') =>
    values.flatMap(([name, value]) => (value.from === 'provided' && value.writer === writer ? [name] : []));
  const formatProvided = (by: string, names: readonly string[]) =>
    names.length === 0
      ? []
      : [`written by ${by} to ${secretStorePath(cluster, secret, 'provided')} (${names.join(', ')})`];
  const copied = values.flatMap(([, value]) =>
    value.from === 'copy' ? [secretStorePath(cluster, value.secret, value.origin ?? 'generated')] : [],
  );
  return [
    ...(hasGenerated ? [`generated into ${secretStorePath(cluster, secret, 'generated')}`] : []),
    ...formatProvided('the platform team', listProvided()),
    ...formatProvided('Terraform', listProvided('terraform')),
    ...[...new Set(copied)].map((path) => `read from ${path}`),
  ].join('; ');
}

/**
 * Formats what happens when the values of a Secret change.
 * @param from where the Secret comes from: only changes that come from the store restart workloads
 */
export function formatRotation(rotation: SecretRotation, from: SecretOrigin = 'store'): string {
  if ('fixed' in rotation) return `none: ${rotation.fixed}`;
  if ('reloads' in rotation) return rotation.reloads;
  if ('manual' in rotation) return rotation.manual;
  const readers = rotation.restarts.map(({ kind, name }) => `${kind} ${name}`);
  return from === 'store' ? `restarts ${readers.join(', ')}` : `restart ${readers.join(', ')} after a change`;
}
