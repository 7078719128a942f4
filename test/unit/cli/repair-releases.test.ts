import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ReleaseFinding } from '../../../src/cli/release-finding';
import { listUpgrades } from '../../../src/cli/repair-releases';
import { withTempFolder } from '../../support/output-files';

const releases = {
  'dc1-infrastructure': undefined,
  'dc1-bootstrap': { flannel: {} },
  'dc1-platform': { traefik: {}, 'tenant-shop': {} },
};
const order = {
  clusters: { dc1: { kubernetes: '1.36', capabilities: [], stacks: Object.keys(releases), releases: [] } },
};

test('releases that Helm has changed are deployed again by the stacks that define them', async () => {
  const changed = (release: string): ReleaseFinding => ({
    ...{ cluster: 'dc1', release, problem: 'changed', message: '', needsUpgrade: true },
  });
  const missing: ReleaseFinding = { cluster: 'dc1', release: 'traefik', problem: 'missing', message: '' };
  await withTempFolder((folder) => {
    for (const [stack, helm_release] of Object.entries(releases)) {
      mkdirSync(join(folder, 'stacks', stack), { recursive: true });
      writeFileSync(join(folder, 'stacks', stack, 'cdk.tf.json'), JSON.stringify({ resource: { helm_release } }));
    }
    expect(listUpgrades([changed('flannel'), changed('tenant-shop'), missing], order, folder)).toEqual({
      'dc1-bootstrap': ['helm_release.flannel'],
      'dc1-platform': ['helm_release.tenant-shop'],
    });
    // Terraform installs a release that does not exist.
    expect(listUpgrades([missing], order, folder)).toEqual({});
    return Promise.resolve();
  });
});
