import { DataAwsCallerIdentity } from '@cdktf/provider-aws/lib/data-aws-caller-identity';
import type { Construct } from 'constructs';
import { partition } from './partition';

/** Returns the ARN of a resource of the account that Terraform uses, from service and resource. */
export type ArnFunction = (service: string, resource: string) => string;

/** Looks up the account, and returns the function for ARNs of its resources in a region. */
export function lookUpArns(scope: Construct, region: string): ArnFunction {
  const { accountId } = new DataAwsCallerIdentity(scope, 'account');
  return (service, resource) => `arn:${partition(region)}:${service}:${region}:${accountId}:${resource}`;
}
