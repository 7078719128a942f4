import { z } from 'zod';
import { applicationSchema, type ApplicationInput } from './application';
import { byName, hostname, list } from './schema';

const quota = z.strictObject({
  cpu: z.number().positive().optional().describe('cores that all pods together may request'),
  memoryGiB: z.number().positive().optional().describe('memory that all pods together may request, and be limited to'),
  storageGiB: z.number().positive().optional().describe('storage that all claims together may request'),
  pods: z.int().positive().optional(),
});

const namespaceSchema = z.strictObject({
  quota: quota.optional().describe("share of this namespace; @default the tenant's quota"),
  podSecurity: z.enum(['privileged', 'baseline', 'restricted']).default('restricted'),
});

/** A customer or product team: namespaces on clusters, the people who own them, and applications. */
export const tenantSchema = z.strictObject({
  clusters: list(z.string()).describe('where it runs'),
  owners: z.string().min(1).describe('group, as the clusters log people in, that may edit all of it'),
  viewers: list(z.string().min(1)).optional().describe('groups that may look at it'),
  namespaces: byName(namespaceSchema).optional().describe('@default one, named like the tenant'),
  quota: quota.optional().describe('what each of its namespaces may use; @default no limit'),
  domains: list(hostname).optional().describe("domains that its ingress hosts must lie in; @default the platform's"),
  applications: byName(applicationSchema).optional(),
});

/** A tenant with its defaults filled. */
export type Tenant = Readonly<z.output<typeof tenantSchema>>;

/** How much pods and claims may ask for. */
export type Quota = Readonly<z.output<typeof quota>>;

/** A tenant as a person writes it; names are checked by `definePlatform`. */
export interface TenantInput<C extends string, Applications> extends Omit<
  Readonly<z.input<typeof tenantSchema>>,
  'clusters' | 'applications'
> {
  /** Where it runs. */
  readonly clusters: readonly C[];
  readonly applications?: Applications | undefined;
}

/** Names of the applications of a tenant. */
export type Own<A, T extends keyof A> = Extract<keyof A[T], string>;

/** Names of all applications, as `tenant/application`. */
export type Foreign<A> = { [T in Extract<keyof A, string>]: `${T}/${Extract<keyof A[T], string>}` }[Extract<
  keyof A,
  string
>];

/** Tenants by name, each application checked against the names of all others. */
export type TenantsInput<A, C extends string, E extends string> = {
  readonly [T in keyof A]: TenantInput<
    C,
    { readonly [N in keyof A[T]]: ApplicationInput<Own<A, T> | Foreign<A>, E, C> }
  >;
};
