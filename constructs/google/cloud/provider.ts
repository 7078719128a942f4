import { GoogleProvider } from '@cdktf/provider-google/lib/provider';
import type { Construct } from 'constructs';

/** Properties of the Google provider of a stack. */
export interface GoogleProviderProps {
  readonly project: string;
  readonly region: string;
}

/**
 * Configures the Google provider of a stack. It takes the credentials of its environment: none are in the configuration.
 * @see https://registry.terraform.io/providers/hashicorp/google/latest/docs/guides/provider_reference#authentication
 */
export function addGoogleProvider(scope: Construct, { project, region }: GoogleProviderProps): void {
  new GoogleProvider(scope, 'Google', { project, region });
}
