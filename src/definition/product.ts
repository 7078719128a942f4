import { z } from 'zod';
import type { Documented } from './documented-options';
import { nameSchema } from '../schema/json-schema';
import { recordByName, dnsLabel, list, nonEmptyList } from '../schema/field-types';
import { egressTargetSchema } from './calls';

// The check of product sources validates the URL, since the schema would print its value, which may be a secret.
const gitRepositoryUrl = z.string().min(1).meta({ pattern: '^(https://|ssh://|git@)\\S+$' });

const runtimeSchema = z.strictObject({
  project: z
    .string()
    .meta({ examples: ['api'] })
    .describe("one of the product's projects"),
  revision: z.string().min(1).default('HEAD').describe('branch, tag or commit'),
  path: z
    .string()
    .regex(/^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*$/, 'must be a folder of the repository: write one such as deploy/dev')
    .meta({ examples: ['deploy/dev'] })
    .describe('folder of the manifests in the repository'),
  environment: z
    .string()
    .meta({ examples: ['dev'] })
    .describe("environment; the manifests are deployed to all of the product's clusters in it"),
  namespaces: nonEmptyList(dnsLabel).describe("the product's namespaces that the manifests are deployed to"),
  calls: list(egressTargetSchema)
    .optional()
    .meta({ examples: [[{ cidr: '10.20.0.0/24', ports: [5432] }]] })
    .describe(
      "hosts and ranges outside the platform, capabilities of the platform, and connections with other networks that pods in these namespaces call; @default none: they reach the pods of the product's namespaces only",
    ),
});
nameSchema('Runtime', runtimeSchema);

/** Schema of a product: manifests in a tenant's own Git repositories that Argo CD deploys. */
export const productSchema = z.strictObject({
  clusters: list(z.string())
    .optional()
    .meta({ examples: [['prod1']] })
    .describe("the tenant's clusters that the product may be deployed to; @default all"),
  namespaces: nonEmptyList(dnsLabel).describe("the tenant's namespaces that belong to this product only"),
  deployers: list(z.string().min(1))
    .optional()
    .meta({ examples: [['shop-developers']] })
    .describe("groups that may deploy the product; @default the tenant's owners"),
  projects: recordByName(
    z.strictObject({
      repository: gitRepositoryUrl
        .meta({ examples: ['https://git.acme.example/shop/api.git'] })
        .describe('URL of the Git repository with the code and manifests'),
      language: z
        .string()
        .regex(/^[A-Za-z0-9][A-Za-z0-9 .+#_-]*$/, 'must be the name of a language: write one such as java or C++')
        .optional()
        .meta({ examples: ['Go'] })
        .describe('programming language, for display; @default none'),
    }),
  )
    .meta({ examples: [{ api: { repository: 'https://git.acme.example/shop/api.git' } }] })
    .describe('projects by name, each with a Git repository'),
  runtimes: recordByName(runtimeSchema)
    .default({})
    .meta({ examples: [{ dev: { project: 'api', path: 'deploy/dev', environment: 'dev', namespaces: ['shop'] } }] })
    .describe('deployments by name: which manifests of which project are deployed to which namespaces'),
});
nameSchema('Product', productSchema);

/** Product, defaults filled. */
export type Product = Readonly<z.output<typeof productSchema>>;

/** Deployment of a project's manifests to namespaces of one environment, defaults filled. */
export type Runtime = Readonly<z.output<typeof runtimeSchema>>;

/** Product as written in a definition. `definePlatform` checks clusters and environments. */
export interface ProductInput<Cluster extends string, Environment extends string> extends Omit<
  Readonly<Documented<'Product', z.input<typeof productSchema>>>,
  'clusters' | 'runtimes'
> {
  /**
   * The tenant's clusters that the product may be deployed to.
   * @default all
   * @example clusters: ['prod1']
   */
  readonly clusters?: readonly Cluster[] | undefined;
  /**
   * Deployments by name: which manifests of which project are deployed to which namespaces.
   * @default none
   * @example runtimes: { dev: { project: 'api', path: 'deploy/dev', environment: 'dev', namespaces: ['shop'] } }
   */
  readonly runtimes?: { readonly [name: string]: RuntimeInput<Environment> } | undefined;
}

/** Deployment of a project's manifests, as written in a definition. */
interface RuntimeInput<Environment extends string> extends Omit<
  Documented<'Runtime', z.input<typeof runtimeSchema>>,
  'environment'
> {
  /**
   * Environment; the manifests are deployed to all of the product's clusters in it.
   * @example environment: 'dev'
   */
  readonly environment: Environment;
}
