import type { Backend } from '../definition/backend';
import { UserError } from '../schema/user-error';

/** Program of a cloud with its arguments. */
export type CloudCommand = readonly [program: 'aws' | 'az' | 'gcloud', ...args: string[]];

/** Part of the creation of the storage of states. It can be repeated. */
export interface StorageStep {
  /** Result, such as `bucket acme-state`. */
  readonly title: string;
  readonly command: CloudCommand;
  /** Command that succeeds where the result exists already: `command` does not run then. @default `command` always runs */
  readonly unless?: CloudCommand;
}

/** Rule for a name of the storage. */
interface NameRule {
  readonly pattern: RegExp;
  readonly description: string;
  readonly source: string;
}

const nameRules = {
  s3: {
    pattern: /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/,
    description: '3 to 63 lower-case letters, digits, hyphens and dots',
    source: 'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html',
  },
  gcs: {
    pattern: /^(?!goog)[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/,
    description: '3 to 63 lower-case letters, digits, hyphens, underscores and dots, and not begin with goog',
    source: 'https://cloud.google.com/storage/docs/buckets#naming',
  },
  storageAccount: {
    pattern: /^[a-z0-9]{3,24}$/,
    description: '3 to 24 lower-case letters and digits',
    source: 'https://learn.microsoft.com/azure/storage/common/storage-account-overview#storage-account-name',
  },
  container: {
    pattern: /^(?=.{3,63}$)[a-z0-9]+(-[a-z0-9]+)*$/,
    description: '3 to 63 lower-case letters and digits, and single hyphens between them',
    source:
      'https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata',
  },
} as const satisfies Readonly<Record<string, NameRule>>;

/** Days that replaced and deleted states can be restored. */
const versionDays = 90;

/**
 * Returns the steps that create the storage of a platform's Terraform states with the command line of the cloud: encrypted,
 * versioned, and not public. Terraform cannot create it, since it would keep its own state there.
 * @throws UserError for a backend without storage in a cloud, and where a required option is missing or a name is not valid
 */
export function renderStorageSteps(state: Backend): readonly StorageStep[] {
  switch (state.backend) {
    case 's3':
      return renderS3Steps(state);
    case 'gcs':
      return renderGcsSteps(state);
    case 'azurerm':
      return renderAzureSteps(state);
    default:
      throw new UserError(
        `state.backend is '${state.backend}', which has no storage in a cloud: plinth state create creates that of s3, gcs and azurerm`,
      );
  }
}

/** Backend of a type, such as `s3`. */
type BackendOf<Type extends Backend['backend']> = Extract<Backend, { readonly backend: Type }>;

function renderS3Steps({ bucket, region, endpoint, kmsKeyId }: BackendOf<'s3'>): readonly StorageStep[] {
  checkName('bucket', bucket, nameRules.s3);
  const aws = (operation: string, ...args: readonly string[]): CloudCommand => [
    'aws',
    's3api',
    operation,
    '--bucket',
    bucket,
    ...args,
    '--region',
    region,
    ...(endpoint === undefined ? [] : ['--endpoint-url', endpoint]),
  ];
  // The first region of AWS has no name in buckets, and other stores know none.
  const hasLocation = region !== 'us-east-1' && endpoint === undefined;
  const create: readonly StorageStep[] = [
    {
      title: `bucket ${bucket}`,
      unless: aws('head-bucket'),
      command: aws(
        'create-bucket',
        ...(hasLocation ? ['--create-bucket-configuration', `LocationConstraint=${region}`] : []),
      ),
    },
    {
      title: 'versions of states',
      command: aws('put-bucket-versioning', '--versioning-configuration', 'Status=Enabled'),
    },
  ];
  // Stores that speak S3 lack some of the other operations.
  if (endpoint !== undefined) return create;
  const encryption =
    kmsKeyId === undefined ? { SSEAlgorithm: 'AES256' } : { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: kmsKeyId };
  return [
    ...create,
    {
      title: 'no public access',
      command: aws(
        'put-public-access-block',
        '--public-access-block-configuration',
        'BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true',
      ),
    },
    {
      title: 'encryption',
      command: aws(
        'put-bucket-encryption',
        '--server-side-encryption-configuration',
        JSON.stringify({
          Rules: [{ ApplyServerSideEncryptionByDefault: encryption, BucketKeyEnabled: kmsKeyId !== undefined }],
        }),
      ),
    },
    {
      title: 'connections by TLS only',
      command: aws('put-bucket-policy', '--policy', JSON.stringify(renderTlsPolicy(bucket, region))),
    },
    {
      // Each lock is an object, of which a version remains.
      title: `replaced versions are deleted after ${versionDays} days`,
      command: aws(
        'put-bucket-lifecycle-configuration',
        '--lifecycle-configuration',
        JSON.stringify({
          Rules: [
            {
              ID: 'versions',
              Status: 'Enabled',
              Filter: { Prefix: '' },
              NoncurrentVersionExpiration: { NoncurrentDays: versionDays },
              Expiration: { ExpiredObjectDeleteMarker: true },
            },
          ],
        }),
      ),
    },
  ];
}

function renderTlsPolicy(bucket: string, region: string): object {
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  const arn = `arn:${partition}:s3:::${bucket}`;
  return {
    Version: '2012-10-17',
    Statement: [
      {
        Sid: 'OnlyTls',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:*',
        Resource: [arn, `${arn}/*`],
        Condition: { Bool: { 'aws:SecureTransport': 'false' } },
      },
    ],
  };
}

function renderGcsSteps({ bucket, location, project, kmsEncryptionKey }: BackendOf<'gcs'>): readonly StorageStep[] {
  checkName('bucket', bucket, nameRules.gcs);
  const url = `gs://${bucket}`;
  const gcloud = (operation: string, ...args: readonly string[]): CloudCommand => [
    'gcloud',
    'storage',
    'buckets',
    operation,
    url,
    ...args,
    ...(project === undefined ? [] : [`--project=${project}`]),
  ];
  return [
    {
      title: `bucket ${bucket}`,
      unless: gcloud('describe'),
      command: gcloud('create', `--location=${requireLocation(location)}`, '--uniform-bucket-level-access'),
    },
    {
      title: 'versions of states, and no public access',
      command: gcloud(
        'update',
        '--versioning',
        '--public-access-prevention',
        `--soft-delete-duration=${versionDays}d`,
        ...(kmsEncryptionKey === undefined ? [] : [`--default-encryption-key=${kmsEncryptionKey}`]),
      ),
    },
  ];
}

function renderAzureSteps(state: BackendOf<'azurerm'>): readonly StorageStep[] {
  const { resourceGroup, storageAccount, container, subscription } = state;
  checkName('storageAccount', storageAccount, nameRules.storageAccount);
  checkName('container', container, nameRules.container);
  const location = requireLocation(state.location);
  const az = (...args: readonly string[]): CloudCommand => [
    'az',
    ...args,
    ...(subscription === undefined ? [] : ['--subscription', subscription]),
    '--output',
    'none',
  ];
  const account = ['--resource-group', resourceGroup, '--name', storageAccount];
  return [
    {
      title: `resource group ${resourceGroup}`,
      // In another location, the group exists already, with other resources.
      unless: az('group', 'show', '--name', resourceGroup),
      command: az('group', 'create', '--name', resourceGroup, '--location', location),
    },
    {
      title: `storage account ${storageAccount}, without keys and public access`,
      unless: az('storage', 'account', 'show', ...account),
      command: az(
        ...['storage', 'account', 'create', ...account, '--location', location, '--sku', 'Standard_ZRS'],
        ...['--kind', 'StorageV2', '--https-only', 'true', '--min-tls-version', 'TLS1_2'],
        ...['--allow-blob-public-access', 'false', '--allow-shared-key-access', 'false'],
        ...['--require-infrastructure-encryption', 'true'],
      ),
    },
    {
      title: 'versions of states',
      command: az(
        ...['storage', 'account', 'blob-service-properties', 'update'],
        ...['--resource-group', resourceGroup, '--account-name', storageAccount, '--enable-versioning', 'true'],
        ...['--enable-delete-retention', 'true', '--delete-retention-days', String(versionDays)],
        ...['--enable-container-delete-retention', 'true', '--container-delete-retention-days', String(versionDays)],
      ),
    },
    {
      title: `container ${container}`,
      // By the API of resources: it requires no role for blobs.
      command: az(
        ...['storage', 'container-rm', 'create', '--resource-group', resourceGroup],
        ...['--storage-account', storageAccount, '--name', container],
      ),
    },
  ];
}

function checkName(option: string, name: string, { pattern, description, source }: NameRule): void {
  if (!pattern.test(name))
    throw new UserError(`state.${option} is '${name}', but must have ${description} (${source})`);
}

function requireLocation(location: string | undefined): string {
  if (location === undefined) throw new UserError('state.location is missing: write the location of the storage');
  return location;
}
