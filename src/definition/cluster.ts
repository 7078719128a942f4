import { z } from 'zod';
import { cidr, hostname, recordByName } from '../schema/field-types';
import type { WithNames } from './checked-names';
import { connectionSchema, connectionsDescription } from './network-connections';
import type { Documented } from './documented-options';
import type { AnyComponent } from './component';
import { defaultKubernetesVersion, kubernetesVersions, type KubernetesVersion } from './kubernetes-versions';

/** Ranges of the second IP family of a dual-stack cluster. */
export const dualStackRanges = z.strictObject({
  podCidr: cidr
    .meta({ examples: ['fd00:10:244::/56'] })
    .describe('address range of pods in the IP family that `podCidr` of the cluster does not have'),
  serviceCidr: cidr.meta({ examples: ['fd00:10:96::/112'] }).describe('address range of Services in this IP family'),
});

/** Schema of the options that clusters of every kind have. */
export const commonClusterSchema = z.strictObject({
  kubernetes: z
    .enum(Object.keys(kubernetesVersions) as [KubernetesVersion, ...KubernetesVersion[]])
    .default(defaultKubernetesVersion)
    .meta({ examples: ['1.35'] })
    .describe('minor version of Kubernetes, in quotes'),
  podCidr: cidr.default('10.244.0.0/16').describe('address range of pods'),
  serviceCidr: cidr.default('10.96.0.0/16').describe('address range of Services'),
  clusterDomain: hostname.default('cluster.local').describe('DNS domain of Services'),
  delivery: z
    .enum(['terraform', 'argo-cd'])
    .default('terraform')
    .describe('how components and tenants are deployed: by Terraform, or by Argo CD from Git'),
  charts: z
    .enum(['official', 'rendered'])
    .default('official')
    .describe(
      'what Argo CD deploys: official charts with values, or manifests that `plinth render` has rendered from them',
    ),
  tenantStacks: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe(
      'number of Terraform stacks over which the tenants are distributed by their names, about one per 100 tenants; @default the tenants are in the stack of the platform',
    ),
  registryMirror: z
    .string()
    .regex(
      /^[a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9._/-]+)?$/,
      'must be a registry: write one such as mirror.acme.example/hub, without https://',
    )
    .optional()
    .meta({ examples: ['mirror.acme.example/hub'] })
    .describe('registry that mirrors all images of the platform, without https://; @default the public registries'),
  chartMirror: z
    .string()
    .regex(
      /^(oci|https):\/\/[^\s/]+(\/\S*[^\s/])?$/,
      'must be a chart repository: write one such as oci://mirror.acme.example/charts',
    )
    .optional()
    .meta({ examples: ['oci://mirror.acme.example/charts'] })
    .describe('chart repository that mirrors all charts, each under its name; @default the public repositories'),
  connections: recordByName(connectionSchema).optional().describe(connectionsDescription),
  state: z
    .enum(['present', 'removed'])
    .default('present')
    .describe('`removed` destroys the cluster with the next apply; delete its entry after that'),
});

/** Options that clusters of every kind have. `definePlatform` checks the environment and the components. */
export interface ClusterOptions<Environment extends string, Components extends readonly AnyComponent[]> {
  /**
   * One of the platform's environments.
   * @example environment: 'dev'
   */
  readonly environment: Environment;
  /**
   * Components that are installed on the cluster, in any order.
   * @default none
   * @example components: [traefik({ replicas: 3 }), prometheus()]
   */
  readonly components?: Components;
}

/**
 * Cluster of a kind as written in a definition, without the kind. Compile errors show this type.
 * @typeParam Options options of the kind
 */
export type ClusterInput<Options, Environment extends string, Components extends readonly AnyComponent[]> = Options &
  Documented<'Cluster', z.input<typeof commonClusterSchema>> &
  ClusterOptions<Environment, Components>;

/** Names and components of a cluster that the function of a kind has returned. */
export interface ClusterNames<
  K extends string,
  Environment extends string,
  Components extends readonly AnyComponent[],
> {
  readonly kind: K;
  readonly environment: Environment;
  readonly components: Components;
}

/** Cluster that the function of a kind has returned. */
export type DefinedCluster<
  K extends string,
  Environment extends string,
  Options,
  Components extends readonly AnyComponent[],
> = ClusterInput<Options, Environment, Components> &
  WithNames<ClusterNames<K, NoInfer<Environment>, NoInfer<Components>>> & { readonly kind: K };
