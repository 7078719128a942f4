import { TerraformBackend, type TerraformRemoteState, type TerraformStack } from 'cdktf';
import type { Backend } from '../src/definition/backend';

/** From a stack's folder to the folder that holds `cdktf.out`. */
const rootFromStackFolder = '../../..';

/** Tells a stack where Terraform keeps its state. Keys are made of names only, and paths are relative. */
export function addBackend(stack: TerraformStack, platform: string, backend: Backend): void {
  new StateBackend(stack, backend.backend, renderBackendAttributes(backend, platform, stack.node.id));
}

/** One class for all backends: of cdktf's own, some know fewer attributes, and one writes an absolute path. */
class StateBackend extends TerraformBackend {
  constructor(
    stack: TerraformStack,
    type: string,
    private readonly attributes: Readonly<Record<string, unknown>>,
  ) {
    super(stack, 'Backend', type);
  }

  override getRemoteStateDataSource(): TerraformRemoteState {
    throw new Error('stacks share nothing through their states: what a later one needs is known to the plan');
  }

  protected override synthesizeAttributes(): Record<string, unknown> {
    return Object.fromEntries(Object.entries(this.attributes).filter(([, value]) => value !== undefined));
  }
}

/** A path as a stack's folder sees it; absolute ones and those in a home stay as they are. */
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

/** What Terraform must not ask of an S3-compatible store that is not Amazon's. */
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
