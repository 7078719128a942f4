import { KmsCryptoKey } from '@cdktf/provider-google/lib/kms-crypto-key';
import { KmsCryptoKeyIamMember } from '@cdktf/provider-google/lib/kms-crypto-key-iam-member';
import type { TerraformDependable } from '../../../src/kinds/bound-cluster';
import type { Construct } from 'constructs';
import { renderLabels } from './labels';

/**
 * Services of Google Cloud that use a key, with the domains of their service agents.
 * @see https://cloud.google.com/iam/docs/service-agents
 */
const serviceAgents = {
  compute: 'compute-system.iam.gserviceaccount.com',
  gke: 'container-engine-robot.iam.gserviceaccount.com',
  memorystore: 'gcp-sa-memorystore.iam.gserviceaccount.com',
  pubsub: 'gcp-sa-pubsub.iam.gserviceaccount.com',
  secretManager: 'gcp-sa-secretmanager.iam.gserviceaccount.com',
  sql: 'gcp-sa-cloud-sql.iam.gserviceaccount.com',
  storage: 'gs-project-accounts.iam.gserviceaccount.com',
} as const;

/** Service of Google Cloud that uses keys. */
export type KeyUser = keyof typeof serviceAgents;

/** Returns the member of IAM that a service is. */
export function serviceAgent(service: KeyUser, projectNumber: string): string {
  return `serviceAccount:service-${projectNumber}@${serviceAgents[service]}`;
}

/** Properties of an encryption key. */
export interface EncryptionKeyProps {
  readonly name: string;
  /** ID of the key ring. */
  readonly keyRing: string;
  readonly projectNumber: string;
  readonly users: readonly KeyUser[];
  readonly labels: Readonly<Record<string, string>>;
}

/** Seconds of 90 days. */
const rotationPeriod = `${90 * 24 * 3600}s`;

/**
 * Adds a key that is rotated every 90 days, and lets services use it. Terraform refuses to destroy it: Google Cloud never
 * gives its name to another key, and its data could not be read.
 * @returns permissions of the services
 */
export function addEncryptionKey(
  scope: Construct,
  id: string,
  { name, keyRing, projectNumber, users, labels }: EncryptionKeyProps,
): readonly TerraformDependable[] {
  const key = new KmsCryptoKey(scope, id, {
    name,
    keyRing,
    rotationPeriod,
    purpose: 'ENCRYPT_DECRYPT',
    labels: renderLabels(labels),
    lifecycle: { preventDestroy: true },
  });
  return users.map((user) => addKeyUser(scope, `${id}-${user.toLowerCase()}`, { key: key.id, projectNumber, user }));
}

/** Service that may use a key. */
export interface KeyUserProps {
  /** ID of the key. */
  readonly key: string;
  readonly projectNumber: string;
  readonly user: KeyUser;
}

/** Lets a service use a key. */
export function addKeyUser(scope: Construct, id: string, { key, projectNumber, user }: KeyUserProps) {
  return new KmsCryptoKeyIamMember(scope, id, {
    cryptoKeyId: key,
    role: 'roles/cloudkms.cryptoKeyEncrypterDecrypter',
    member: serviceAgent(user, projectNumber),
  });
}
