import type { z } from 'zod';
import type { Backend } from './backend';
import type { commonClusterSchema } from './cluster';
import type { AnyComponent } from './component';
import type { Tenant } from './tenant';

/** A cluster with its defaults filled; the options of its kind stand beside these. */
export interface Cluster extends Readonly<z.output<typeof commonClusterSchema>> {
  readonly kind: string;
  readonly environment: string;
  readonly components: readonly AnyComponent[];
}

/** A platform with its defaults filled. */
export interface Platform {
  readonly name: string;
  readonly domain: string;
  readonly environments: readonly string[];
  readonly clusters: Readonly<Record<string, Cluster>>;
  readonly tenants: Readonly<Record<string, Tenant>>;
  /** Paths of tenants, their places and namespaces that may go. */
  readonly allowRemoval: readonly string[];
  readonly manifests: 'plain' | 'kustomize';
  readonly state: Backend;
}
