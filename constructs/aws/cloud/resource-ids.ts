import { z } from 'zod';

/** Returns the schema of the ID of an existing resource: its type and hexadecimal digits. */
export const resourceId = (type: string) =>
  z
    .string()
    .regex(new RegExp(`^${type}-[0-9a-f]{8,17}$`), `must be an ID: write one such as ${type}-0123456789abcdef0`);

/** Schema of the ARN of an existing KMS key. */
export const kmsKeyArn = z
  .string()
  .regex(
    /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/[a-z0-9-]+$/,
    'must be the ARN of a KMS key: write one such as arn:aws:kms:eu-north-1:123456789012:key/…',
  );
