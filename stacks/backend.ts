import { TerraformBackend, type TerraformRemoteState, type TerraformStack } from 'cdktf';
import type { Backend } from '../src/definition/backend';

/** Path from a stack's folder to the folder that contains `cdktf.out`. */
const rootFromStackFolder = '../../..';

/** Adds the state backend of a stack. Its keys depend on names of platform and stack only; local paths are relative. */
export function addBackend(stack: TerraformStack, platform: string, backend: Backend): void {
  new StateBackend(stack, backend.backend, renderBackendAttributes(backend, platform, stack.node.id));
}

/** A state backend of any type. Of cdktf's own classes some lack attributes, and that of `local` writes an absolute path. */
class StateBackend extends TerraformBackend {
  constructor(
    stack: TerraformStack,
    type: string,
    private readonly attributes: Readonly<Record<string, unknown>>,
  ) {
    super(stack, 'Backend', type);
  }

  override getRemoteStateDataSource(): TerraformRemoteState {
    throw new Error('stacks do not read the state of other stacks: the plan provides all that they need');
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return Object.fromEntries(Object.entries(this.attributes).filter(([, value]) => value !== undefined));
  }
}

/** Returns a path relative to a stack's folder; an absolute path, or one that starts with `~`, is not changed. */
export function pathFromStack(path: string): string {
  return /^[/~]/.test(path) ? path : `${rootFromStackFolder}/${path}`;
}

function renderBackendAttributes(backend: Backend, platform: string, stack: string): Readonly<Record<string, unknown>> {
  const key = `${platform}/${stack}.tfstate`;
  switch (backend.backend) {
    case 'local':
      return { path: pathFromStack(`${backend.folder}/${stack}.tfstate`) };
    case 's3':
      return {
        bucket: backend.bucket,
        key,
        region: backend.region,
        encrypt: true,
        use_lockfile: true,
        kms_key_id: backend.kmsKeyId,
        ...renderS3CompatibleAttributes(backend.endpoint),
      };
    case 'gcs':
      return { bucket: backend.bucket, prefix: `${platform}/${stack}`, kms_encryption_key: backend.kmsEncryptionKey };
    case 'azurerm':
      return {
        resource_group_name: backend.resourceGroup,
        storage_account_name: backend.storageAccount,
        container_name: backend.container,
        key,
        subscription_id: backend.subscription,
        // Entra instead of the keys of the account, which open everything in it.
        use_azuread_auth: true,
      };
    case 'pg':
      return { schema_name: backend.schema ?? `${platform}-${stack}` };
    case 'kubernetes':
      return {
        secret_suffix: `${platform}-${stack}`,
        namespace: backend.namespace,
        config_path: backend.kubeconfig === undefined ? undefined : pathFromStack(backend.kubeconfig),
        config_context: backend.context,
      };
    case 'http': {
      const address = `${backend.url}/${platform}/${stack}`;
      return { address, lock_address: `${address}/lock`, unlock_address: `${address}/lock` };
    }
  }
}

/** Returns the attributes for S3-compatible storage, which lacks APIs of AWS. */
function renderS3CompatibleAttributes(endpoint: string | undefined): Readonly<Record<string, unknown>> {
  if (endpoint === undefined) return {};
  return {
    endpoints: { s3: endpoint },
    use_path_style: true,
    skip_credentials_validation: true,
    skip_metadata_api_check: true,
    skip_region_validation: true,
    skip_requesting_account_id: true,
  };
}
