import { z } from 'zod';
import { applicationSchema, type ApplicationInput } from './application';
import { jobSchema, type JobInput } from './job';
import { productSchema, type ProductInput } from './product';
import { recordByName, dnsLabel, hostname, list, rfc1035Label, quantity, nonEmptyList } from '../schema/field-types';

const quotaSchema = z.strictObject({
  cpu: z.number().positive().optional().describe('cores that all pods together may request'),
  memoryGiB: z.number().positive().optional().describe('memory that all pods together may request, and be limited to'),
  storageGiB: z.number().positive().optional().describe('storage that all claims together may request'),
  pods: z.int().positive().optional(),
});

const limitsSchema = z.strictObject({
  cpu: quantity.default('200m').describe('CPU request of a container that names none'),
  memory: quantity.default('256Mi').describe('memory request of a container that names none'),
  memoryLimit: quantity.default('512Mi').describe('memory limit of a container that names none'),
  maxCpu: quantity.optional().describe('the most CPU that a container may be limited to; it must then have a limit'),
  maxMemory: quantity.optional().describe('the most memory that a container may be limited to'),
  maxStorage: quantity.optional().describe('the largest volume that a claim may ask for'),
});

const namespaceSchema = z.strictObject({
  quota: quotaSchema
    .optional()
    .describe("its share of the tenant's quota; @default an equal part of what others leave"),
  podSecurity: z.enum(['privileged', 'baseline', 'restricted']).default('restricted'),
});

const clusterRoleName = z
  .string()
  .regex(
    /^(?!cluster-admin$|system:)[a-z0-9][a-z0-9.:-]*$/,
    'not a role that a tenant can have: write view, edit, admin or a ClusterRole of yours',
  );

const workloadUnionSchema = z.discriminatedUnion('kind', [applicationSchema, jobSchema]);

/** A customer or product team: namespaces on clusters, the people who own them, and applications. */
export const tenantSchema = z.strictObject({
  clusters: list(z.string()).describe('where it runs'),
  owners: z
    .union([z.string().min(1), nonEmptyList(z.string().min(1))])
    .describe('group, or groups, as the clusters log people in, that may edit all of it'),
  viewers: list(z.string().min(1)).optional().describe('groups that may look at it'),
  members: z
    .record(z.string().min(1), clusterRoleName)
    .optional()
    .describe('further groups, each with a ClusterRole that it has in all of its namespaces'),
  namespaces: recordByName(namespaceSchema).optional().describe('@default one, named like the tenant'),
  quota: quotaSchema.optional().describe('what its namespaces may use together on each cluster; @default no limit'),
  limits: limitsSchema.optional().describe('what its containers and claims get and may ask for'),
  domains: list(hostname).optional().describe("domains that its ingress hosts must lie in; @default the platform's"),
  hosts: list(hostname)
    .optional()
    .describe('hosts that Ingresses of its own making may claim, beside its applications'),
  registries: list(
    z
      .string()
      .regex(
        /^[a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9._/-]+)?$/,
        'not a registry: write one such as registry.acme.example/shop',
      ),
  )
    .optional()
    .describe('registries, or parts of one, that its images may come from; @default any'),
  storageClasses: list(dnsLabel).optional().describe('storage classes that it may use; @default any'),
  priorityClasses: list(dnsLabel)
    .optional()
    .describe('priority classes that it may use; @default none but the default'),
  runtimeClasses: list(dnsLabel).optional().describe('runtime classes that it may use; @default none but the default'),
  secretStore: dnsLabel
    .default('default')
    .describe('ClusterSecretStore that its secrets come from, where it has one of its own'),
  suspended: z.boolean().default(false).describe('its people can change nothing, and what it delivers from Git waits'),
  nodes: z
    .strictObject({
      labels: z.record(z.string(), z.string()).describe('labels of the nodes'),
      taint: z
        .strictObject({ key: z.string().min(1), value: z.string().default('') })
        .optional()
        .describe('taint that keeps others away from them'),
    })
    .optional()
    .describe('nodes of its own; @default all'),
  capabilities: list(z.string()).optional().describe('APIs of the platform that its workloads may call; @default none'),
  applications: z.record(rfc1035Label, workloadUnionSchema).optional().describe('what it runs: applications and jobs'),
  objects: list(
    z.looseObject({
      apiVersion: z.string().min(1),
      kind: z.string().min(1),
      metadata: z.looseObject({ name: z.string().min(1), namespace: z.string().optional() }),
    }),
  )
    .optional()
    .describe('objects of its own beside them, under its limits'),
  products: recordByName(productSchema).optional().describe('what it delivers from Git of its own'),
});

/** A tenant with its defaults filled. */
export type Tenant = Readonly<z.output<typeof tenantSchema>>;

/** How much pods and claims may ask for. */
export type Quota = Readonly<z.output<typeof quotaSchema>>;

/** What containers and claims get and may ask for. */
export type Limits = Readonly<z.output<typeof limitsSchema>>;

/** What a tenant runs, defaults filled. */
export type TenantWorkload = Readonly<z.output<typeof workloadUnionSchema>>;

/** A tenant as a person writes it; names are checked by `definePlatform`. */
export interface TenantInput<C extends string, Applications, E extends string = string> extends Omit<
  Readonly<z.input<typeof tenantSchema>>,
  'clusters' | 'applications' | 'products'
> {
  /** Where it runs. */
  readonly clusters: readonly C[];
  /** What it runs: applications and jobs. */
  readonly applications?: Applications | undefined;
  /** What it delivers from Git of its own. */
  readonly products?: { readonly [name: string]: ProductInput<C, E> } | undefined;
}

/** Names of the applications of a tenant. */
export type ApplicationNames<A, T extends keyof A> = Extract<keyof A[T], string>;

/** Names of all applications, as `tenant/application`. */
export type QualifiedApplicationNames<A> = {
  [T in Extract<keyof A, string>]: `${T}/${Extract<keyof A[T], string>}`;
}[Extract<keyof A, string>];

/** Tenants by name, each application checked against the names of all others. */
export type TenantsInput<A, C extends string, E extends string> = {
  readonly [T in keyof A]: TenantInput<
    C,
    {
      readonly [N in keyof A[T]]:
        | ApplicationInput<ApplicationNames<A, T> | QualifiedApplicationNames<A>, E, C>
        | JobInput<ApplicationNames<A, T> | QualifiedApplicationNames<A>, E, C>;
    },
    E
  >;
};
