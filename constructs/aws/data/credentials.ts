import { SecretsmanagerSecret } from '@cdktf/provider-aws/lib/secretsmanager-secret';
import { SecretsmanagerSecretVersion } from '@cdktf/provider-aws/lib/secretsmanager-secret-version';
import type { Construct } from 'constructs';
import { dataKeyArn } from '../cloud/data-key';

/** Properties of the credentials of a use in Secrets Manager. */
export interface CredentialsProps {
  /** Name of the secret in Secrets Manager. */
  readonly secret: string;
  /** Terraform expressions of all fields but `provider` and `password`. */
  readonly fields: Readonly<Record<string, string>>;
  /** Terraform expression of a string: another value generates another password. */
  readonly version: string;
}

/**
 * Adds the secret with the endpoint and the credentials of a use. Terraform generates the password while it applies, as a
 * write-only argument: it is in no plan and no state.
 * @see https://developer.hashicorp.com/terraform/language/resources/ephemeral/write-only
 */
export function addCredentials(scope: Construct, { secret, fields, version }: CredentialsProps): void {
  const { id } = new SecretsmanagerSecret(scope, 'secret', {
    name: secret,
    kmsKeyId: dataKeyArn,
    recoveryWindowInDays: 30,
  });
  const { type = '""', ...others } = fields;
  const entries = Object.entries({ type, provider: '"aws"', ...others, password: 'replace(uuid(), "-", "")' });
  new SecretsmanagerSecretVersion(scope, 'credentials', {
    secretId: id,
    secretStringWo: `\${jsonencode({ ${entries.map(([key, value]) => `${key} = ${value}`).join(', ')} })}`,
  }).addOverride('secret_string_wo_version', `\${parseint(substr(sha256(${version}), 0, 7), 16)}`);
}
