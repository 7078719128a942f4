import { SecretManagerSecret } from '@cdktf/provider-google/lib/secret-manager-secret';
import { SecretManagerSecretVersion } from '@cdktf/provider-google/lib/secret-manager-secret-version';
import type { Construct } from 'constructs';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { getGoogleCloud } from '../cloud/google-cloud';
import { renderLabels } from '../cloud/labels';
import { tryGetTenantKey } from './tenant-key';

/** What Secret Manager has of a use: its endpoint, and its credentials where there are some. */
export interface StoredSecretProps {
  /** Name in Secret Manager. */
  readonly secret: string;
  /** Terraform expressions by key. */
  readonly fields: Readonly<Record<string, string>>;
  /** Terraform expression of a string: another value writes the secret again. */
  readonly version: string;
  readonly tenant: string;
  readonly cluster: ClusterInfo;
}

/**
 * Adds the secret of a use, as a write-only argument: a password that Terraform generates while it applies is in no plan and
 * no state.
 * @see https://developer.hashicorp.com/terraform/language/resources/ephemeral/write-only
 */
export function addStoredSecret(
  scope: Construct,
  { secret, fields, version, tenant, cluster }: StoredSecretProps,
): void {
  const { region, labels } = getGoogleCloud(cluster);
  const key = tryGetTenantKey(tenant, cluster);
  const { id } = new SecretManagerSecret(scope, 'secret', {
    secretId: secret,
    replication: {
      userManaged: {
        replicas: [
          { location: region, ...(key === undefined ? {} : { customerManagedEncryption: { kmsKeyName: key } }) },
        ],
      },
    },
    labels: renderLabels(labels),
  });
  const entries = Object.entries(fields).map(([name, expression]) => `${name} = ${expression}`);
  new SecretManagerSecretVersion(scope, 'credentials', {
    secret: id,
    secretDataWo: `\${jsonencode({ ${entries.join(', ')} })}`,
    deletionPolicy: 'DISABLE',
  }).addOverride('secret_data_wo_version', `\${parseint(substr(sha256(${version}), 0, 7), 16)}`);
}
