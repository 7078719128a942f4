import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkMarkers } from '../../../src/cli/read-markers';
import { lockDefinition } from '../../../src/files/lock';
import { testing } from '../../support/kinds';
import { withTempFolder } from '../../support/output-files';
import { machineCluster, validPlatform } from '../../support/problems';

const platform = { ...validPlatform, ...machineCluster({ controlPlanes: { cp1: '10.0.0.1' } }) };
const { clusters } = testing.plan(platform);
const lock = lockDefinition({ plinth: '0.1.0', platform, clusters });
const data = { platform: validPlatform.name, cluster: 'a', digest: clusters[0]?.digest, plinth: '0.1.0' };

/** Reads the marker of the cluster with a kubectl that prints this; returns the finding and the arguments of kubectl. */
function read(output: string, exitCode = 0, hasKubeconfig = true) {
  return withTempFolder(async (folder) => {
    const kubectl = join(folder, 'bin/kubectl');
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'output'), output);
    writeFileSync(
      kubectl,
      `#!/bin/sh\nfor a; do echo "$a"; done >"${folder}/args"\ncat "${folder}/output"\nexit ${exitCode}\n`,
    );
    chmodSync(kubectl, 0o755);
    if (hasKubeconfig) writeFileSync(join(folder, 'a.kubeconfig'), '');
    const [finding] = await checkMarkers(clusters, lock, { kubectl, out: folder });
    return { finding, folder, args: hasKubeconfig ? readFileSync(join(folder, 'args'), 'utf8').split('\n') : [] };
  });
}

const list = (...markers: readonly object[]) => JSON.stringify({ items: markers.map((marker) => ({ data: marker })) });

describe('the markers of clusters', () => {
  it('are read by kubectl with the kubeconfig of the cluster', async () => {
    const { finding, folder, args } = await read(list(data));
    expect(finding?.state).toBe('matches');
    expect(args).toEqual(
      expect.arrayContaining([`--kubeconfig=${folder}/a.kubeconfig`, 'get', 'configmaps', '--namespace=kube-system']),
    );
  });

  it.each([
    ['kubectl fails', '', 1, true],
    ['the kubeconfig does not exist', list(data), 0, false],
    ['the answer is not JSON', 'error', 0, true],
    ['a value could change the terminal', list({ ...data, platform: '\u001b[2J' }), 0, true],
    ['the digest is not one', list({ ...data, digest: '; rm -rf /' }), 0, true],
  ])('are unreachable when %s', async (_, output, exitCode, hasKubeconfig) => {
    expect((await read(output, exitCode, hasKubeconfig)).finding?.state).toBe('unreachable');
  });

  it('cannot be read without kubectl', async () => {
    await withTempFolder(async (folder) => {
      writeFileSync(join(folder, 'a.kubeconfig'), '');
      await expect(checkMarkers(clusters, lock, { kubectl: join(folder, 'none'), out: folder })).rejects.toThrow(
        'install kubectl, or set its path with --kubectl',
      );
    });
  });
});
