import { AwsProvider } from '@cdktf/provider-aws/lib/provider';
import { IamRole } from '@cdktf/provider-aws/lib/iam-role';
import type { Construct } from 'constructs';
import { visitConstructs } from '../../terraform/visit-constructs';

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
  /**
   * ARN of the policy that limits the permissions of all roles.
   * @default no limit
   */
  readonly permissionsBoundary?: string | undefined;
}

/**
 * Configures the AWS provider of a stack. It takes the credentials of its environment: none are in the configuration. All roles
 * of the stack, those of custom kinds included, get the permissions boundary, which the provider cannot set.
 * @see https://registry.terraform.io/providers/hashicorp/aws/latest/docs#authentication-and-configuration
 */
export function addAwsProvider(
  scope: Construct,
  { region, account, tags, permissionsBoundary }: AwsProviderProps,
): void {
  new AwsProvider(scope, 'Aws', {
    region,
    ...(account === undefined ? {} : { allowedAccountIds: [account] }),
    defaultTags: [{ tags: { 'managed-by': 'plinth', ...tags } }],
  });
  if (permissionsBoundary === undefined) return;
  visitConstructs(scope, (construct) => {
    if (construct instanceof IamRole) construct.permissionsBoundary = permissionsBoundary;
  });
}
