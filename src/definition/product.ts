import { z } from 'zod';
import { recordByName, dnsLabel, list, nonEmptyList } from '../schema/field-types';

const gitRepositoryUrl = z
  .string()
  .regex(
    /^(https:\/\/|ssh:\/\/|git@)\S+$/,
    'not a Git repository: write its address, beginning with https://, ssh:// or git@',
  );

const runtimeSchema = z.strictObject({
  project: z.string().describe("one of the product's projects"),
  revision: z.string().min(1).default('HEAD').describe('branch, tag or commit'),
  path: z
    .string()
    .regex(/^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/, 'not a folder of a repository: write one such as deploy/dev')
    .describe('folder of the manifests'),
  environment: z.string().describe('where it goes: all clusters of the product that are of it'),
  namespaces: nonEmptyList(dnsLabel).describe("the product's namespaces that it goes to"),
});

/** Something that a tenant delivers from its own Git repositories. */
export const productSchema = z.strictObject({
  clusters: list(z.string()).optional().describe("clusters that it is authorised for; @default all of the tenant's"),
  namespaces: nonEmptyList(dnsLabel).describe("the tenant's namespaces that are its own"),
  deployers: list(z.string().min(1)).optional().describe("groups that may bring it out; @default the tenant's owners"),
  projects: recordByName(
    z.strictObject({
      repository: gitRepositoryUrl.describe('where its code and manifests are'),
      language: z.string().min(1).optional().describe('what it is written in, for people to see'),
    }),
  ),
  runtimes: recordByName(runtimeSchema).default({}).describe('which manifests of which project go to which namespaces'),
});

/** Something that a tenant delivers, defaults filled. */
export type Product = Readonly<z.output<typeof productSchema>>;

/** Which manifests go where, defaults filled. */
export type Runtime = Readonly<z.output<typeof runtimeSchema>>;

/** A product as a person writes it; clusters and environments are checked by `definePlatform`. */
export interface ProductInput<C extends string, E extends string> extends Omit<
  Readonly<z.input<typeof productSchema>>,
  'clusters' | 'runtimes'
> {
  /**
   * Clusters that it is authorised for.
   * @default all of the tenant's
   */
  readonly clusters?: readonly C[] | undefined;
  /** Which manifests of which project go to which namespaces. */
  readonly runtimes?:
    | { readonly [name: string]: Omit<z.input<typeof runtimeSchema>, 'environment'> & { readonly environment: E } }
    | undefined;
}
