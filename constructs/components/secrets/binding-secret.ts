import type { Construct } from 'constructs';
import type { Secret, ServiceAccount } from 'kubernetes-types/core/v1';
import { bindingSecretName, bindingStoreName } from '../../../src/definition/uses';
import { addObject } from '../../kubernetes/object';
import { addRole } from '../../kubernetes/role';
import type { ProvidedUse } from '../../../src/kinds/provided-uses';

/** Generated Secret with a password, created once. */
export interface GeneratedPassword {
  readonly name: string;
  readonly namespace: string;
  /** Labels of the Secret. @default none */
  readonly labels?: Readonly<Record<string, string>>;
  readonly type?: Secret['type'];
  /** Keys of the Secret; `{{ .password }}` is the password, of 32 letters and digits. */
  readonly data: Readonly<Record<string, string>>;
}

/**
 * Adds a generator of passwords, and the ExternalSecret that creates a Secret with one. The Secret is not changed until it
 * is deleted, which rotates the password.
 * @see https://external-secrets.io/latest/api/generator/password/
 */
export function addGeneratedPassword(scope: Construct, password: GeneratedPassword): void {
  const { name, namespace, labels, type, data } = password;
  addObject(scope, `Password-${namespace}-${name}`, {
    apiVersion: 'generators.external-secrets.io/v1alpha1',
    kind: 'Password',
    metadata: { name, namespace },
    spec: { length: 32, digits: 8, symbols: 0, noUpper: false, allowRepeat: true },
  });
  addObject(scope, `Generated-${namespace}-${name}`, {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name, namespace },
    spec: {
      refreshPolicy: 'CreatedOnce',
      target: {
        name,
        creationPolicy: 'Owner',
        template: {
          ...(type === undefined ? {} : { type }),
          ...(labels === undefined ? {} : { metadata: { labels } }),
          data,
        },
      },
      dataFrom: [
        {
          sourceRef: {
            generatorRef: { apiVersion: 'generators.external-secrets.io/v1alpha1', kind: 'Password', name },
          },
        },
      ],
    },
  });
}

/** Secrets of a namespace that the Secrets of uses are made from. */
export interface BindingStore {
  readonly capability: string;
  readonly namespace: string;
  /**
   * Name of the SecretStore, for a namespace in which several tenants have one.
   * @default that of the capability
   */
  readonly name?: string;
  /**
   * Namespace with the Secrets.
   * @default namespace
   */
  readonly source?: string;
  /** Names of the Secrets. */
  readonly secrets: readonly string[];
}

/**
 * Adds the SecretStore by which External Secrets reads some Secrets of a namespace, with a service account that can read
 * no others.
 * @see https://external-secrets.io/latest/provider/kubernetes/
 */
export function addBindingStore(scope: Construct, store: BindingStore): void {
  const { capability, namespace, name = bindingStoreName(capability), source = namespace, secrets } = store;
  const metadata = { name, namespace };
  // In the namespace of a provider, there is a role for each namespace of a tenant.
  const roleMetadata = source === namespace ? metadata : { name: `${metadata.name}-${namespace}`, namespace: source };
  const id = `Store-${capability}-${namespace}`;
  addObject<ServiceAccount>(scope, `${id}-account`, {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata,
    automountServiceAccountToken: false,
  });
  addRole(scope, `${id}-role`, {
    metadata: roleMetadata,
    rules: [{ apiGroups: [''], resources: ['secrets'], resourceNames: [...secrets].sort(), verbs: ['get'] }],
    account: { name: metadata.name, namespace },
  });
  addObject(scope, id, {
    apiVersion: 'external-secrets.io/v1',
    kind: 'SecretStore',
    metadata,
    spec: {
      provider: {
        kubernetes: {
          remoteNamespace: source,
          server: { caProvider: { type: 'ConfigMap', name: 'kube-root-ca.crt', key: 'ca.crt' } },
          auth: { serviceAccount: { name: metadata.name } },
        },
      },
    },
  });
}

/** Content of the Secret of a use. */
export interface BindingContent {
  /** Keys of other Secrets in the namespace, by the name that `template` has for them. */
  readonly sources: Readonly<Record<string, { readonly secret: string; readonly key: string }>>;
  /** Keys of the Secret. */
  readonly template: Readonly<Record<string, string>>;
}

/**
 * Adds the ExternalSecret that makes the Secret of a use from other Secrets in the namespace. It follows their changes
 * within ten minutes: renewed certificates, and rotated passwords.
 */
export function addBindingSecret(
  scope: Construct,
  { workload, use }: ProvidedUse,
  { sources, template }: BindingContent,
): void {
  const secret = bindingSecretName(workload.name, use);
  addCopiedSecret(scope, {
    name: secret,
    namespace: workload.namespace,
    labels: { 'app.kubernetes.io/part-of': workload.tenant },
    store: bindingStoreName(use.capability),
    type: `servicebinding.io/${use.options.type}`,
    sources,
    template,
  });
}

/** Secret that External Secrets makes from other Secrets. */
interface CopiedSecret extends BindingContent {
  readonly name: string;
  readonly namespace: string;
  /** Labels of the ExternalSecret. */
  readonly labels: Readonly<Record<string, string>>;
  /** Name of the SecretStore in the namespace that reads the other Secrets. */
  readonly store: string;
  /** Type of the Secret. @default Opaque */
  readonly type?: string;
  /** Labels of the Secret. @default none */
  readonly secretLabels?: Readonly<Record<string, string>>;
  /** Set if the Secret remains when the ExternalSecret is removed. @default it is deleted too */
  readonly retained?: true;
}

/** Adds the ExternalSecret that makes a Secret from others, through the SecretStore of {@link addBindingStore}. */
export function addCopiedSecret(
  scope: Construct,
  { name, namespace, labels, store, type, secretLabels, retained, sources, template }: CopiedSecret,
): void {
  addObject(scope, `Binding-${namespace}-${name}`, {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    metadata: { name, namespace, labels },
    spec: {
      refreshInterval: '10m',
      secretStoreRef: { kind: 'SecretStore', name: store },
      target: {
        name,
        creationPolicy: retained ? 'Orphan' : 'Owner',
        template: {
          ...(type === undefined ? {} : { type }),
          ...(secretLabels === undefined ? {} : { metadata: { labels: secretLabels } }),
          data: template,
        },
      },
      data: Object.entries(sources).map(([secretKey, source]) => ({
        secretKey,
        remoteRef: { key: source.secret, property: source.key },
      })),
    },
  });
}
