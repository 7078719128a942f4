import { KmsKeyRing } from '@cdktf/provider-google/lib/kms-key-ring';
import type { Construct } from 'constructs';
import type { TerraformRelease } from '../../../src/kinds/release';
import { addEncryptionKey } from './encryption-key';

/** Name of the key of all clusters in the key ring. */
const clusterKeyName = 'clusters';

/** Key ring of an environment in a region. */
export interface ClusterKeysProps {
  /** Name of the key ring. */
  readonly name: string;
  readonly region: string;
  readonly project: string;
  readonly projectNumber: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** Returns the ID of a key ring. */
export function keyRingId({ name, region, project }: Pick<ClusterKeysProps, 'name' | 'region' | 'project'>): string {
  return `projects/${project}/locations/${region}/keyRings/${name}`;
}

/** Returns the ID of the key of all clusters in a key ring. */
export function clusterKeyId(keyRing: string): string {
  return `${keyRing}/cryptoKeys/${clusterKeyName}`;
}

/**
 * Adds the key ring of an environment in a region, and the key of its clusters: of Secrets, disks and volumes. Both outlive
 * clusters, since Google Cloud never deletes a key ring.
 */
export function addClusterKeys(
  scope: Construct,
  { name, region, project, projectNumber, labels }: ClusterKeysProps,
): void {
  const keyRing = new KmsKeyRing(scope, 'keys', { name, location: region, project });
  addEncryptionKey(scope, 'cluster-key', {
    name: clusterKeyName,
    keyRing: keyRing.id,
    projectNumber,
    users: ['compute', 'gke'],
    labels,
  });
}

/** Returns the release with the keys of an environment whose network exists without Plinth. Clusters of a region share it. */
export function clusterKeysRelease(props: ClusterKeysProps): TerraformRelease {
  return {
    name: `cluster-keys-${props.region}`,
    stack: 'data',
    add: (scope) => {
      addClusterKeys(scope, props);
    },
  };
}
