import { z } from 'zod';

/**
 * Where Terraform keeps its state. Keys come from names only: `<platform>/<stack>.tfstate`. Credentials do not belong
 * here; each backend reads them from its own environment variables.
 * @see https://developer.hashicorp.com/terraform/language/backend
 */
export const backendSchema = z.discriminatedUnion('backend', [
  z.strictObject({
    backend: z.literal('local'),
    folder: z.string().default('state').describe('relative to the folder that holds cdktf.out'),
  }),
  z.strictObject({
    backend: z.literal('s3'),
    bucket: z.string(),
    region: z.string(),
    endpoint: z.url().optional().describe('of an S3-compatible store'),
    kmsKeyId: z.string().optional(),
  }),
  z.strictObject({ backend: z.literal('gcs'), bucket: z.string(), kmsEncryptionKey: z.string().optional() }),
  z.strictObject({
    backend: z.literal('azurerm'),
    resourceGroup: z.string(),
    storageAccount: z.string(),
    container: z.string(),
  }),
  z.strictObject({
    backend: z.literal('pg'),
    schema: z.string().optional().describe('PG_CONN_STR names the database'),
  }),
  z.strictObject({
    backend: z.literal('kubernetes'),
    namespace: z.string().default('terraform'),
    kubeconfig: z.string().optional(),
    context: z.string().optional(),
  }),
  z.strictObject({
    backend: z.literal('http'),
    url: z.url().describe('state of a stack is kept at <url>/<platform>/<stack>'),
  }),
]);

/** Where Terraform keeps its state. */
export type Backend = Readonly<z.output<typeof backendSchema>>;
