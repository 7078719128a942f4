import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkApplications } from '../../../src/cli/check-applications';
import { formatReleaseFinding } from '../../../src/cli/release-finding';
import { testing } from '../../support/kinds';
import { withTempFolder } from '../../support/output-files';
import { machineCluster, validPlatform } from '../../support/problems';

const [cluster] = testing.plan({
  ...validPlatform,
  ...machineCluster({ controlPlanes: { cp1: '10.0.0.1' } }),
}).clusters;

/** Compares the Application `web` with a kubectl that prints this list of Applications. */
function check(output: string): Promise<readonly string[]> {
  return withTempFolder(async (folder) => {
    if (!cluster) throw new Error('the platform has no cluster');
    const kubectl = join(folder, 'bin/kubectl');
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'output'), output);
    writeFileSync(kubectl, `#!/bin/sh\ncat "${folder}/output"\n`);
    chmodSync(kubectl, 0o755);
    writeFileSync(join(folder, 'a.kubeconfig'), '');
    const release = { name: 'web', namespace: 'shop', delivery: 'argo-cd', chartVersion: '1.0.0' } as const;
    const findings = await checkApplications(cluster, [release], { kubectl, out: folder });
    return findings.map(formatReleaseFinding);
  });
}

const list = (status: object) => JSON.stringify({ items: [{ metadata: { name: 'web' }, status }] });

test.each([
  ['synced and healthy', { sync: { status: 'Synced' }, health: { status: 'Healthy' } }, []],
  ['on the way', { sync: { status: 'Synced' }, health: { status: 'Progressing' } }, []],
  [
    'changed on the cluster',
    {
      sync: { status: 'OutOfSync', revision: '0123456789abcdef' },
      health: { status: 'Healthy' },
      resources: [
        { kind: 'Deployment', namespace: 'shop', name: 'web', status: 'OutOfSync' },
        { kind: 'Service', namespace: 'shop', name: 'web', status: 'Synced' },
      ],
    },
    ['release web: is OutOfSync with revision 0123456789ab: Deployment shop/web'],
  ],
  [
    'not comparable',
    { sync: { status: 'Unknown' }, conditions: [{ type: 'ComparisonError', message: 'secret' }] },
    ['release web: is Unknown (ComparisonError)'],
  ],
  ['degraded', { sync: { status: 'Synced' }, health: { status: 'Degraded' } }, ['release web: is Degraded']],
])('an Application of Argo CD that is %s', async (_, status, findings) => {
  expect(await check(list(status))).toEqual(findings);
});

test('a release without an Application of Argo CD is missing', async () => {
  expect(await check('{"items":[]}')).toEqual(['release web: has no Application of Argo CD']);
});
