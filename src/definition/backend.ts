import { z } from 'zod';
import { nameSchema } from '../schema/json-schema';

/** Terraform does not evaluate templates in backends, so a token of cdktf cannot be escaped there. */
const hasNoToken = (text: string) => !text.includes('{TfToken[');
const tokenMessage = 'must not contain a token of cdktf: remove {TfToken[';

const backendString = z.string().refine(hasNoToken, tokenMessage);

const backendUrl = (message: string) => z.url(message).refine(hasNoToken, tokenMessage);

/** Descriptions of the backends, for `backend`. */
const backends = {
  local: '`local`: files next to cdktf.out',
  s3: '`s3`: bucket of AWS S3 or of an S3-compatible store',
  gcs: '`gcs`: bucket of Google Cloud Storage',
  azurerm: '`azurerm`: blob container of an Azure storage account',
  pg: '`pg`: PostgreSQL database',
  kubernetes: '`kubernetes`: Secrets of a Kubernetes cluster',
  http: '`http`: server with a REST API',
} as const;

/**
 * Terraform backend of all stacks. The key of a state derives from names only: `<platform>/<stack>.tfstate`. Credentials
 * are not part of the definition; each backend reads them from its own environment variables. Every backend locks a state
 * while Terraform changes it; a server of `http` must implement it.
 * @see https://developer.hashicorp.com/terraform/language/backend
 */
export const backendSchema = z.discriminatedUnion('backend', [
  z.strictObject({
    backend: z.literal('local').describe(backends.local),
    folder: backendString
      .default('state')
      .describe('folder of the state files, relative to the parent folder of cdktf.out'),
  }),
  z.strictObject({
    backend: z.literal('s3').describe(backends.s3),
    bucket: backendString.meta({ examples: ['acme-state'] }).describe('name of the bucket'),
    region: backendString.meta({ examples: ['eu-north-1'] }).describe('AWS region of the bucket'),
    endpoint: backendUrl('must be a URL: write one such as https://s3.acme.example')
      .optional()
      .meta({ examples: ['https://s3.acme.example'] })
      .describe('URL of an S3-compatible store; @default AWS S3'),
    kmsKeyId: backendString
      .optional()
      .meta({ examples: ['arn:aws:kms:eu-north-1:123456789012:key/3c2f4f6e-0000-4000-8000-000000000000'] })
      .describe("ARN of the KMS key that encrypts the state; @default the bucket's own encryption"),
  }),
  z.strictObject({
    backend: z.literal('gcs').describe(backends.gcs),
    bucket: backendString
      .meta({ examples: ['acme-terraform-state'] })
      .describe('name of the Google Cloud Storage bucket'),
    kmsEncryptionKey: backendString
      .optional()
      .meta({ examples: ['projects/acme/locations/europe-north1/keyRings/state/cryptoKeys/terraform'] })
      .describe("Cloud KMS key that encrypts the state; @default the bucket's own encryption"),
    location: backendString
      .optional()
      .meta({ examples: ['europe-north1'] })
      .describe('location of the bucket, such as europe-north1; only `plinth state create` requires it'),
    project: backendString
      .optional()
      .meta({ examples: ['acme-platform'] })
      .describe('project in which `plinth state create` creates the bucket; @default that of gcloud'),
  }),
  z.strictObject({
    backend: z.literal('azurerm').describe(backends.azurerm),
    resourceGroup: backendString.meta({ examples: ['acme-state'] }).describe('resource group of the storage account'),
    storageAccount: backendString.meta({ examples: ['acmestate'] }).describe('name of the storage account'),
    container: backendString.meta({ examples: ['terraform'] }).describe('blob container in the storage account'),
    subscription: backendString
      .optional()
      .meta({ examples: ['00000000-0000-0000-0000-000000000001'] })
      .describe('ID of the subscription of the storage account; @default that of the Azure CLI'),
    location: backendString
      .optional()
      .meta({ examples: ['swedencentral'] })
      .describe('location of the storage account, such as swedencentral; only `plinth state create` requires it'),
  }),
  z.strictObject({
    backend: z.literal('pg').describe(backends.pg),
    schema: backendString
      .optional()
      .meta({ examples: ['plinth'] })
      .describe('PostgreSQL schema of the state; the database is set by PG_CONN_STR; @default one per stack'),
  }),
  z.strictObject({
    backend: z.literal('kubernetes').describe(backends.kubernetes),
    namespace: backendString.default('terraform').describe("namespace of the state's Secrets"),
    kubeconfig: backendString
      .optional()
      .meta({ examples: ['kubeconfig/management.yaml'] })
      .describe('path of the kubeconfig, relative to the parent folder of cdktf.out; @default KUBE_CONFIG_PATH'),
    context: backendString
      .optional()
      .meta({ examples: ['dev'] })
      .describe('context of the kubeconfig; @default its current context'),
  }),
  z.strictObject({
    backend: z.literal('http').describe(backends.http),
    url: backendUrl('must be a URL: write one such as https://state.acme.example')
      .meta({ examples: ['https://state.acme.example/terraform'] })
      .describe('base URL; the state of a stack is stored at <url>/<platform>/<stack>'),
  }),
]);
nameSchema('Backend', backendSchema);

/** Terraform backend, defaults filled. */
export type Backend = Readonly<z.output<typeof backendSchema>>;
