import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import type { Construct } from 'constructs';

/** Properties of the AWS provider of a stack. */
export interface AwsProviderProps {
  readonly region: string;
  /**
   * ID of the account, against applies with credentials of another account.
   * @default any account
   */
  readonly account?: string | undefined;
  /** Tags of all resources. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * Configures the AWS provider of a stack. It takes the credentials of its environment: none are in the configuration.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs#authentication-and-configuration
 */
export function addAwsProvider(scope: Construct, { region, account, tags }: AwsProviderProps): void {
  new AwsProvider(scope, 'Aws', {
    region,
    ...(account === undefined ? {} : { allowedAccountIds: [account] }),
    defaultTags: [{ tags: { 'managed-by': 'plinth', ...tags } }],
  });
}
