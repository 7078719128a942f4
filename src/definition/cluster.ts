import { z } from 'zod';
import { cidr, hostname } from '../schema/field-types';
import type { AnyComponent, OptionsSchema, SchemaInput } from './component';
import { defaultKubernetesVersion, kubernetesVersions, type KubernetesVersion } from './kubernetes-versions';

/** What every cluster takes, whatever its kind. */
export const commonClusterSchema = z.strictObject({
  kubernetes: z
    .enum(Object.keys(kubernetesVersions) as [KubernetesVersion, ...KubernetesVersion[]])
    .default(defaultKubernetesVersion)
    .describe('minor version of Kubernetes'),
  podCidr: cidr.default('10.244.0.0/16').describe('addresses of pods'),
  serviceCidr: cidr.default('10.96.0.0/16').describe('addresses of services'),
  clusterDomain: hostname.default('cluster.local').describe('domain that the names of services end in'),
  delivery: z
    .enum(['terraform', 'argo-cd'])
    .default('terraform')
    .describe('what brings the platform to the cluster: Terraform, or Argo CD from Git'),
  charts: z
    .enum(['official', 'rendered'])
    .default('official')
    .describe('what Argo CD reads: official charts with values, or manifests that `plinth render` made of them'),
  registryMirror: z
    .string()
    .regex(
      /^[a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9._/-]+)?$/,
      'not a registry: write one such as mirror.acme.example/hub, without https://',
    )
    .optional()
    .describe('registry that serves every image of the platform instead of the public ones'),
  chartMirror: z
    .string()
    .regex(
      /^(oci|https):\/\/[^\s/]+(\/\S*[^\s/])?$/,
      'not a chart repository: write one such as oci://mirror.acme.example/charts',
    )
    .optional()
    .describe('chart repository that serves every chart of the platform, by its name, instead of the public ones'),
  state: z
    .enum(['present', 'removed'])
    .default('present')
    .describe('`removed` for the one apply that tears the cluster down, before its entry is deleted'),
});

/** What every cluster takes, whatever its kind; environments and components are checked by `definePlatform`. */
export interface ClusterOptions<E extends string, Components extends readonly AnyComponent[]> {
  /** One of the platform's environments. */
  readonly environment: E;
  /**
   * The platform stack on it, in any order.
   * @default none
   */
  readonly components?: Components;
}

/** Everything that a cluster of a kind takes. */
export type ClusterInput<
  S extends OptionsSchema,
  E extends string,
  Components extends readonly AnyComponent[],
> = SchemaInput<S> & z.input<typeof commonClusterSchema> & ClusterOptions<E, Components>;
