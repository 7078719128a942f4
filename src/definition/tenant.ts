import { z } from 'zod';
import { capabilityName, type Capability } from './capability';
import type { Checked, WithNames } from './checked-names';
import type { Documented } from './documented-options';
import { nameSchema } from '../schema/json-schema';
import { labelKey, labelValue } from '../schema/labels';
import { applicationSchema, type ApplicationInput } from './application';
import { jobSchema, type JobInput } from './job';
import { productSchema, type ProductInput } from './product';
import type { WorkloadNames } from './workload';
import {
  gibibytes,
  int32,
  recordByName,
  dnsLabel,
  hostname,
  list,
  rfc1035Label,
  quantity,
  nonEmptyList,
} from '../schema/field-types';

/** Quota of a namespace for which neither the tenant nor the namespace sets one. Other resources are unlimited. */
export const defaultQuota = {
  ephemeralStorageGiB: 500,
  pods: 500,
  services: 200,
  configMaps: 500,
  secrets: 500,
  volumeClaims: 100,
  otherObjects: 500,
};

const objectCount = (kind: string, defaultCount: number) =>
  int32.positive().optional().describe(`number of ${kind}; @default ${defaultCount} per namespace`);

/** Schema of a resource quota. */
export const quotaSchema = z.strictObject({
  cpu: z
    .number()
    .min(0.001)
    .max(1e9)
    .optional()
    .describe('sum of the CPU requests of all pods, in cores; @default unlimited'),
  memoryGiB: gibibytes
    .optional()
    .describe('sum of the memory requests, and of the memory limits, of all pods, in GiB; @default unlimited'),
  storageGiB: gibibytes
    .optional()
    .describe('sum of the storage requests of all PersistentVolumeClaims, in GiB; @default unlimited'),
  ephemeralStorageGiB: gibibytes
    .optional()
    .describe(
      `sum of the ephemeral storage requests, and of the limits, of all pods, in GiB; @default ${defaultQuota.ephemeralStorageGiB} per namespace`,
    ),
  pods: objectCount('pods', defaultQuota.pods),
  services: objectCount('Services', defaultQuota.services),
  configMaps: objectCount('ConfigMaps', defaultQuota.configMaps),
  secrets: objectCount('Secrets', defaultQuota.secrets),
  volumeClaims: objectCount('PersistentVolumeClaims', defaultQuota.volumeClaims),
  otherObjects: objectCount(
    'objects of each other kind of Kubernetes that a tenant may create, such as Deployments, Jobs and Ingresses; of ReplicaSets eleven times as many, since Kubernetes keeps ten previous ones of each Deployment',
    defaultQuota.otherObjects,
  ),
});
nameSchema('Quota', quotaSchema);

/** Bounds and default of the largest ConfigMap or Secret of a tenant, in KiB. Kubernetes accepts 1024 KiB. */
export const minimumDataKiB = 64;
export const defaultDataKiB = 256;

/** Schema of the defaults and maximums of containers. */
export const limitsSchema = z.strictObject({
  cpu: quantity.default('200m').describe('CPU request of containers without one'),
  memory: quantity.default('256Mi').describe('memory request of containers without one'),
  memoryLimit: quantity.default('512Mi').describe('memory limit of containers without one'),
  disk: quantity.default('100Mi').describe('ephemeral storage request of containers without one'),
  diskLimit: quantity.default('1Gi').describe('ephemeral storage limit of containers without one'),
  maxCpu: quantity
    .optional()
    .describe('maximum CPU limit of a container, which makes a CPU limit required; @default unlimited'),
  maxMemory: quantity.optional().describe('maximum memory limit of a container; @default unlimited'),
  maxStorage: quantity.optional().describe('maximum size of a PersistentVolumeClaim; @default unlimited'),
  maxDataKiB: z
    .int()
    .min(minimumDataKiB)
    .max(1024)
    .default(defaultDataKiB)
    .describe(
      'maximum size of the values of a ConfigMap or Secret, in KiB, of a Secret in Base64; all tenants share the storage of etcd',
    ),
});
nameSchema('Limits', limitsSchema);

/** Schema of a Pod Security Standard. */
export const podSecuritySchema = z.enum(['privileged', 'baseline', 'restricted']);

const namespaceSchema = z.strictObject({
  quota: quotaSchema
    .optional()
    .describe("the namespace's share of the tenant's quota; @default an equal part of what remains"),
  podSecurity: podSecuritySchema.default('restricted').describe('Pod Security Standard that is enforced'),
});
nameSchema('Namespace', namespaceSchema);

const clusterRoleName = z
  .string()
  .regex(
    /^(?!cluster-admin$|system:)[a-z0-9][a-z0-9.:-]*$/,
    'must not be cluster-admin or a system role: write view, edit, admin or the name of a ClusterRole of your own',
  );

const groupKindSchema = z
  .string()
  .regex(
    /^([a-z0-9]([a-z0-9.-]*[a-z0-9])?)?\/[A-Z][A-Za-z0-9]*$/,
    'must be an API group and a kind: write one such as kafka.strimzi.io/KafkaTopic',
  )
  .refine((text) => !text.endsWith('List'), 'must not be a list: write the kind of its items');

const workloadUnionSchema = z.discriminatedUnion('kind', [applicationSchema, jobSchema]);

/** Schema of a tenant: a customer or product team with namespaces on one or more clusters. */
export const tenantSchema = z.strictObject({
  clusters: list(z.string())
    .meta({ examples: [['dev1', 'prod1']] })
    .describe('names of the clusters that the tenant runs on'),
  owners: z
    .union([z.string().min(1), nonEmptyList(z.string().min(1))])
    .meta({ examples: ['shop-developers'] })
    .describe("group, or list of groups, with ClusterRole edit in the tenant's namespaces"),
  viewers: list(z.string().min(1))
    .optional()
    .meta({ examples: [['shop-support']] })
    .describe("groups with ClusterRole view in the tenant's namespaces; @default none"),
  members: z
    .record(z.string().min(1), clusterRoleName)
    .optional()
    .meta({ examples: [{ 'shop-admins': 'admin' }] })
    .describe("other groups, each with the name of its ClusterRole in the tenant's namespaces; @default none"),
  namespaces: recordByName(namespaceSchema)
    .optional()
    .describe('namespaces by name; @default one with the name of the tenant'),
  quota: quotaSchema
    .optional()
    .meta({ examples: [{ cpu: 20, memoryGiB: 64 }] })
    .describe('resource quota for all namespaces of the tenant on one cluster together; @default unlimited'),
  limits: limitsSchema
    .optional()
    .describe(
      'defaults and maximums for containers and PersistentVolumeClaims; @default the defaults of these options, no maximums',
    ),
  domains: list(hostname)
    .optional()
    .describe("DNS domains that the tenant's Ingresses may use; @default the platform's domain"),
  hosts: list(hostname)
    .optional()
    .describe('host names that Ingresses may use in addition to those of `applications`; @default none'),
  registries: list(
    z
      .string()
      .regex(
        /^[a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9._/-]+)?$/,
        'must be a registry: write one such as registry.acme.example/shop',
      ),
  )
    .optional()
    .meta({ examples: [['registry.acme.example/shop']] })
    .describe('registries, or path prefixes in registries, that images may come from; @default any'),
  storageClasses: list(dnsLabel).optional().describe('StorageClasses that volumes may use; @default any'),
  priorityClasses: list(dnsLabel)
    .optional()
    .describe("PriorityClasses that pods may use; @default only the cluster's default"),
  runtimeClasses: list(dnsLabel)
    .optional()
    .describe("RuntimeClasses that pods may use; @default only the cluster's default"),
  secretStore: dnsLabel
    .default('default')
    .describe('ClusterSecretStore that the secrets of `uses` and ExternalSecrets are read from'),
  identity: dnsLabel
    .optional()
    .describe(
      'name of the component with `realm: true` at which users of applications with `login` log in; @default the issuer of the cluster',
    ),
  suspended: z
    .boolean()
    .default(false)
    .describe("whether the tenant's groups may change nothing and deployment from Git is paused; pods keep running"),
  nodes: z
    .strictObject({
      labels: z
        .record(labelKey, labelValue)
        .meta({ examples: [{ pool: 'shop' }] })
        .describe('labels of the nodes'),
      taint: z
        .strictObject({
          key: labelKey.meta({ examples: ['pool'] }).describe('key of the taint'),
          value: labelValue
            .default('')
            .meta({ examples: ['shop'] })
            .describe('value of the taint'),
        })
        .optional()
        .meta({ examples: [{ key: 'pool', value: 'shop' }] })
        .describe('taint of the nodes, which pods of the tenant tolerate; @default none'),
    })
    .optional()
    .meta({ examples: [{ labels: { pool: 'shop' } }] })
    .describe("nodes that the tenant's pods run on; @default all nodes"),
  kinds: list(groupKindSchema)
    .optional()
    .meta({ examples: [['kafka.strimzi.io/KafkaTopic']] })
    .describe(
      'kinds that the tenant may create in addition to those of every tenant, as <API group>/<kind>, such as kafka.strimzi.io/KafkaTopic; @default none',
    ),
  ingressAnnotations: list(z.string().min(1))
    .optional()
    .meta({ examples: [['nginx.ingress.kubernetes.io/proxy-body-size']] })
    .describe('annotations that Ingresses of the tenant may have in addition to those of every tenant; @default none'),
  serviceAccountAnnotations: list(
    z
      .string()
      .regex(
        /^[^\s=]+=[^\n]*$/,
        'must be an annotation with its value: write one such as eks.amazonaws.com/role-arn=arn:aws:iam::111122223333:role/shop',
      ),
  )
    .optional()
    .meta({ examples: [['acme.example/team=shop']] })
    .describe(
      'annotations, as <key>=<value>, that ServiceAccounts of the tenant may have, such as those by which a cloud gives pods permissions; @default none',
    ),
  podAnnotations: list(labelKey)
    .optional()
    .meta({ examples: [['sidecar.istio.io/inject']] })
    .describe(
      'annotations that pods of the tenant may have in addition to those of every tenant, such as those that a webhook of the cluster adds; @default none',
    ),
  capabilities: list(capabilityName)
    .optional()
    .meta({ examples: [['metrics']] })
    .describe(
      'capabilities of the platform that workloads may call with `calls: [{ capability }]`; APIs such as `logs` and `metrics` have the data of all tenants; @default none',
    ),
  connections: list(z.string())
    .optional()
    .meta({ examples: [['analytics']] })
    .describe(
      'connections of clusters with other networks that workloads may call with `calls: [{ connection }]`; @default none',
    ),
  hostEgress: z
    .boolean()
    .default(false)
    .describe(
      'whether workloads may call hosts of their cluster, with `includesHosts: true` next to the range; hosts serve kubelet, etcd and the API server',
    ),
  applications: z
    .record(rfc1035Label, workloadUnionSchema)
    .optional()
    .describe('applications and jobs by name; @default none'),
  objects: list(
    z.looseObject({
      apiVersion: z
        .string()
        .regex(
          /^([a-z0-9]([a-z0-9.-]*[a-z0-9])?\/)?v[0-9][a-z0-9]*$/,
          'must be an API version: write one such as apps/v1',
        )
        .meta({ examples: ['v1'] })
        .describe('API version of the object'),
      kind: z
        .string()
        .regex(/^[A-Z][A-Za-z0-9]*$/, 'must be a kind: write one such as ConfigMap')
        .meta({ examples: ['ConfigMap'] })
        .describe('kind of the object'),
      metadata: z
        .looseObject({
          name: z
            .string()
            .max(253)
            .regex(
              /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
              'must be a name: write lower-case letters, digits, hyphens and dots, beginning and ending with a letter or digit',
            )
            .meta({ examples: ['settings'] })
            .describe('name of the object'),
          namespace: z
            .string()
            .optional()
            .meta({ examples: ['shop'] })
            .describe("one of the tenant's namespaces; @default the first"),
        })
        .meta({ examples: [{ name: 'settings' }] })
        .describe('metadata of the object'),
    }),
  )
    .optional()
    .meta({
      examples: [[{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { mode: 'fast' } }]],
    })
    .describe('other Kubernetes objects, subject to the same restrictions; @default none'),
  notSecret: list(z.string())
    .optional()
    .meta({ examples: [['applications.web.env.FORM_TOKEN']] })
    .describe(
      'paths in the tenant of values that look like secrets and are none, such as applications.web.env.FORM_TOKEN; @default none',
    ),
  products: recordByName(productSchema)
    .optional()
    .meta({
      examples: [
        {
          store: {
            namespaces: ['shop'],
            projects: { api: { repository: 'https://git.acme.example/shop/api.git' } },
            runtimes: { dev: { project: 'api', path: 'deploy/dev', environment: 'dev', namespaces: ['shop'] } },
          },
        },
      ],
    })
    .describe("products by name: manifests in the tenant's own Git repositories; @default none"),
});
nameSchema('Tenant', tenantSchema);

/** Tenant, defaults filled. */
export type Tenant = Readonly<z.output<typeof tenantSchema>>;

/** Resource quota of a tenant or a namespace. */
export type Quota = Readonly<z.output<typeof quotaSchema>>;

/** Defaults and maximums for a tenant's containers and PersistentVolumeClaims. */
export type Limits = Readonly<z.output<typeof limitsSchema>>;

/** Application or job of a tenant, defaults filled. */
export type TenantWorkload = Readonly<z.output<typeof workloadUnionSchema>>;

/** Tenant as written in a definition. `definePlatform` checks clusters, environments and the names of callees. */
export interface TenantInput<Cluster extends string, Applications, Environment extends string = string> extends Omit<
  Readonly<Documented<'Tenant', z.input<typeof tenantSchema>>>,
  'clusters' | 'applications' | 'products' | 'capabilities'
> {
  /**
   * Names of the clusters that the tenant runs on.
   * @example clusters: ['dev1', 'prod1']
   */
  readonly clusters: readonly Cluster[];
  /**
   * Capabilities of the platform that workloads may call with `calls: [{ capability }]`; APIs such as `logs` and `metrics`
   * have the data of all tenants.
   * @default none
   * @example capabilities: ['metrics']
   */
  readonly capabilities?: readonly Capability[] | undefined;
  /**
   * Applications and jobs by name.
   * @default none
   * @example applications: { web: application({ image: 'registry.acme.example/shop/web:2.0.0' }) }
   */
  readonly applications?: Applications | undefined;
  /**
   * Products by name: manifests in the tenant's own Git repositories.
   * @default none
   * @example products: { store: { namespaces: ['shop'], projects: { api: { repository: 'https://git.acme.example/shop/api.git' } }, runtimes: {} } }
   */
  readonly products?: { readonly [name: string]: ProductInput<Cluster, Environment> } | undefined;
}

/** Names of the workloads of one tenant. */
export type ApplicationNames<Tenants, T extends keyof Tenants> = Extract<keyof Tenants[T], string>;

/** Names of the workloads of all tenants, as `tenant/name`. */
export type QualifiedApplicationNames<Tenants> = {
  [T in Extract<keyof Tenants, string>]: `${T}/${Extract<keyof Tenants[T], string>}`;
}[Extract<keyof Tenants, string>];

/** Names of workloads, and of ports of them: `name`, `name:port`. The names of ports are checked by the plan. */
type Callable<Name extends string> = Name | `${Name}:${string}`;

/**
 * Names in a definition with one workload: none. A sentence, which compile errors show next to the wrong name; without a
 * literal, the compiler would show `string` in place of the name. A template, which editors do not complete.
 */
type NoOtherApplication = `there is no other application${string}`;

/** Names that a workload may call, where there are any. */
type CallableWorkloads<Name extends string> = [Name] extends [never] ? NoOtherApplication : Callable<Name>;

/** Application or job as written in a definition. Compile errors show this type. */
type WorkloadInput<Calls extends string, Environment extends string, Cluster extends string, Names> = (
  ApplicationInput<Calls, Environment, Cluster> | JobInput<Calls, Environment, Cluster>
) &
  WithNames<Names>;

/** First problem of the names in a workload that a function has returned; never where there is none. */
type WorkloadProblem<Names, Tenants, T extends keyof Tenants, Cluster extends string, Environment extends string> =
  Names extends WorkloadNames<infer Calls, infer Environments, infer Clusters>
    ? [Exclude<Calls, Callable<ApplicationNames<Tenants, T> | QualifiedApplicationNames<Tenants>>>] extends [never]
      ? [Exclude<Environments, Environment>] extends [never]
        ? [Exclude<Clusters, Cluster>] extends [never]
          ? never
          : `clusters: there is no cluster '${Exclude<Clusters, Cluster>}'`
        : `perEnvironment: there is no environment '${Exclude<Environments, Environment>}'`
      : UnknownCall<
          Exclude<Calls, Callable<ApplicationNames<Tenants, T> | QualifiedApplicationNames<Tenants>>>,
          Tenants
        >
    : never;

type UnknownCall<Call extends string, Tenants> = Call extends `${infer Other}/${string}`
  ? Other extends keyof Tenants
    ? `calls or allows: there is no application '${Call}'`
    : `calls or allows: there is no tenant '${Other}'`
  : `calls or allows: there is no application '${Call}' in the tenant`;

/** Workloads of a tenant by name. */
type TenantWorkloads<Tenants, T extends keyof Tenants, Cluster extends string, Environment extends string> = {
  readonly [Name in keyof Tenants[T]]: Checked<
    WorkloadProblem<Tenants[T][Name], Tenants, T, Cluster, Environment>,
    WorkloadInput<
      CallableWorkloads<
        Exclude<
          ApplicationNames<Tenants, T> | QualifiedApplicationNames<Tenants>,
          Name | `${Extract<T, string>}/${Extract<Name, string>}`
        >
      >,
      Environment,
      Cluster,
      Tenants[T][Name]
    >
  >;
};

/**
 * Tenants by name, as written in a definition. Each workload may name only workloads of its own tenant, workloads of
 * other tenants as `tenant/name`, and existing clusters and environments.
 * @typeParam Tenants the tenants' workloads by name, with the names in them, inferred from the definition
 */
export type TenantsInput<Tenants, Cluster extends string, Environment extends string> = {
  // The second type is part of the first one, without required options: from a tenant that lacks one, as one with a
  // mistyped `owners` does, the compiler would infer no names, and report names in workloads instead of the option.
  readonly [T in keyof Tenants]: TenantInput<
    Cluster,
    TenantWorkloads<Tenants, T, Cluster, Environment>,
    Environment
  > & { readonly applications?: TenantWorkloads<Tenants, T, Cluster, Environment> | undefined };
};
