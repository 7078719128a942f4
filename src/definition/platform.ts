import type { z } from 'zod';
import type { Backend } from './backend';
import type { commonClusterSchema } from './cluster';
import type { AnyComponent } from './component';
import type { Tenant } from './tenant';

/** Cluster, defaults filled. The object also has the options of its kind. */
export interface Cluster extends Readonly<z.output<typeof commonClusterSchema>> {
  readonly kind: string;
  readonly environment: string;
  readonly components: readonly AnyComponent[];
}

/** Platform definition, defaults filled. */
export interface Platform {
  readonly name: string;
  /** DNS domain, such as `acme.example`. */
  readonly domain: string;
  readonly environments: readonly string[];
  /** Clusters by name. */
  readonly clusters: Readonly<Record<string, Cluster>>;
  /** Tenants by name. */
  readonly tenants: Readonly<Record<string, Tenant>>;
  /** Paths that the next apply may remove, such as `tenants.shop` or `tenants.shop.clusters[dc1]`. */
  readonly allowRemoval: readonly string[];
  /** Paths of values that look like secrets and are none. */
  readonly notSecret: readonly string[];
  /** Reasons of accepted warnings, by the path of the warning. */
  readonly acceptedWarnings: Readonly<Record<string, string>>;
  /** Layout of the tenants' manifests in `dist`. */
  readonly manifests: 'plain' | 'kustomize';
  /** Terraform backend. */
  readonly state: Backend;
}
