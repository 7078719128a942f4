import type { Construct } from 'constructs';

/** Network that managed clusters of one environment and region share. Plinth creates it in a Terraform stack of its own. */
export interface Network {
  /** Name, unique in the platform, such as `prod-eu-north-1`. The stack is `<name>-network`. */
  readonly name: string;
  /** Options that determine the resources. All clusters of a network must have the same. */
  readonly options: Readonly<Record<string, unknown>>;
  /** Whether the next apply destroys it. */
  readonly removed: boolean;
  /** Adds the resources to the stack, in which `addProviders` of the cluster kind has configured the provider. */
  add(scope: Construct): void;
}
