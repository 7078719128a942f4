import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import type { TerraformRelease } from '../../../src/kinds/release';
import { addEncryptionKey, addKeyUser, type KeyUser } from '../cloud/encryption-key';
import { getGoogleCloud } from '../cloud/google-cloud';
import { formatName } from '../cloud/names';

const releaseName = 'data-encryption';

/** Names of releases that come before all others of a tenant's data stack. */
export function afterTenantKey(cluster: ClusterInfo): readonly string[] {
  return getGoogleCloud(cluster).keyRing === undefined ? [] : [releaseName];
}

/** Returns the ID of the key of a tenant's data; undefined for keys of Google. */
export function tryGetTenantKey(tenant: string, cluster: ClusterInfo): string | undefined {
  const { keyRing } = getGoogleCloud(cluster);
  return keyRing === undefined ? undefined : `${keyRing}/cryptoKeys/${keyName(tenant)}`;
}

/**
 * Returns the release by which a service may use the key of a tenant, for services of which Google Cloud creates the agent
 * with the first use; none where the environment has no key ring.
 */
export function keyUserReleases(tenant: string, cluster: ClusterInfo, user: KeyUser): readonly TerraformRelease[] {
  const key = tryGetTenantKey(tenant, cluster);
  if (key === undefined) return [];
  return [
    {
      name: `${releaseName}-${user}`,
      stack: 'data',
      after: [releaseName],
      add: (scope) => {
        addKeyUser(scope, 'permission', { key, projectNumber: getGoogleCloud(cluster).projectNumber, user });
      },
    },
  ];
}

/** Names of releases that come before those of a service that uses the key of a tenant. */
export function afterKeyUser(cluster: ClusterInfo, user: KeyUser): readonly string[] {
  return afterTenantKey(cluster).map((name) => `${name}-${user}`);
}

function keyName(tenant: string): string {
  return formatName('kms-key', tenant, 'data');
}

/** Returns the release with the key of all data services of a tenant; none where the environment has no key ring. */
export function tenantKeyReleases(tenant: string, cluster: ClusterInfo): readonly TerraformRelease[] {
  const { keyRing, projectNumber, labels } = getGoogleCloud(cluster);
  if (keyRing === undefined) return [];
  return [
    {
      name: releaseName,
      stack: 'data',
      add: (scope) => {
        addEncryptionKey(scope, 'key', {
          name: keyName(tenant),
          keyRing,
          projectNumber,
          users: ['secretManager', 'sql', 'storage'],
          labels,
        });
      },
    },
  ];
}
