import { z } from 'zod';

/**
 * Returns the schema of the option `deletionProtection` of a component whose cloud has none: Terraform alone refuses to destroy
 * or replace the resources, which a change of their options could cause.
 * @param resources resources for people, in the plural, such as `queues`
 */
export function deletionProtectionSchema(resources: string) {
  return z.boolean().default(true).describe(`whether Terraform refuses to destroy or replace the ${resources}`);
}
