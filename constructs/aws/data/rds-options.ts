import { z } from 'zod';
import { existingServersSchema } from '../../clouds/existing-resources';
import { certificateAuthoritiesSchema } from '../../clouds/database-binding';
import { resolveServerOptions, serverFields, tenantServersSchema } from '../../clouds/database-servers';
import { kmsKeyArn, resourceId } from '../cloud/resource-ids';

/** Instance classes, and storage in GiB, by size. */
export const rdsSizes = {
  small: { instanceClass: 'db.t4g.small', storageGiB: 20 },
  medium: { instanceClass: 'db.m7g.large', storageGiB: 100 },
  large: { instanceClass: 'db.r7g.xlarge', storageGiB: 400 },
} as const;

const backupDays = z.int().min(1).max(35);

/** Options of an instance that have no default of their own. */
const sizeFields = {
  instanceClass: z
    .string()
    .regex(/^db\.[a-z0-9-]+\.[a-z0-9]+$/, 'must be an instance class of RDS: write one such as db.m7g.large')
    .optional()
    .meta({ examples: ['db.m7g.large'] })
    .describe('instance class of RDS; @default that of `size`'),
  storageGiB: z.int().min(20).max(65536).optional().describe('initial storage in GiB; @default that of `size`'),
  maxStorageGiB: z
    .int()
    .min(22)
    .max(65536)
    .optional()
    .describe('storage in GiB up to which RDS extends it; @default ten times the initial storage'),
};

/** Names of these options. */
const exactSizes = Object.keys(sizeFields) as (keyof typeof sizeFields)[];

/** Schema of the options of the component. */
export const rdsSchema = z.strictObject({
  ...serverFields('instance'),
  ...sizeFields,
  backupDays: backupDays.default(14).describe('days that backups are retained, for recovery to any second'),
  servers: tenantServersSchema('instance', backupDays, sizeFields, { size: 'large', storageGiB: 400 }),
  certificateAuthorities: certificateAuthoritiesSchema(
    'the bundle of the region, from https://truststore.pki.rds.amazonaws.com',
  ),
  deletionProtection: z
    .boolean()
    .default(true)
    .describe('whether AWS and Terraform refuse to delete the instances; a final snapshot remains in any case'),
  existing: existingServersSchema(
    z.strictObject({
      instance: z
        .string()
        .regex(/^[a-z](-?[a-z0-9])*$/, 'must be the identifier of an instance: write one such as acme-shop')
        .meta({ examples: ['acme-shop'] })
        .describe(
          'identifier of the instance of PostgreSQL, whose administrator has a password that RDS manages, and which is in the subnets of databases',
        ),
      securityGroup: resourceId('sg')
        .meta({ examples: ['sg-0123456789abcdef0'] })
        .describe('ID of a security group of the instance, which gets a rule for the nodes of each cluster'),
      encryptionKey: kmsKeyArn
        .optional()
        .meta({ examples: ['arn:aws:kms:eu-north-1:123456789012:key/3c2f4f6e-0000-4000-8000-000000000000'] })
        .describe("ARN of the KMS key of the administrator's secret; @default the key of Secrets Manager"),
    }),
    { instance: 'acme-shop', securityGroup: 'sg-0123456789abcdef0' },
  ),
});

/** Options of the component, with defaults applied. */
export type RdsOptions = Readonly<z.output<typeof rdsSchema>>;

/** Instance that exists without Plinth. */
export type ExistingInstance = RdsOptions['existing'][string];

/** Options with those of the size. */
export type ResolvedRdsOptions = RdsOptions & {
  readonly instanceClass: string;
  readonly storageGiB: number;
  readonly maxStorageGiB: number;
};

/**
 * Returns the options of the instance of a tenant, with what its size determines.
 * @param tenant undefined for the options of all instances
 */
export function resolveRdsOptions(all: RdsOptions, tenant?: string): ResolvedRdsOptions {
  const options = tenant === undefined ? all : resolveServerOptions<RdsOptions>(all, tenant, exactSizes);
  const { instanceClass, storageGiB } = rdsSizes[options.size];
  const storage = options.storageGiB ?? storageGiB;
  return {
    ...options,
    instanceClass: options.instanceClass ?? instanceClass,
    storageGiB: storage,
    maxStorageGiB: options.maxStorageGiB ?? storage * 10,
  };
}
