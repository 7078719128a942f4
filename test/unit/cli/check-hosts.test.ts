import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkHosts, listRepairs } from '../../../src/cli/check-hosts';
import { withTempFolder } from '../../support/output-files';

/** Checks the hosts of dc1 and of a cluster without scripts; the script of dc1 runs the given code. */
const check = (code: string) =>
  withTempFolder(async (folder) => {
    const script = join(folder, 'cdktf.out/stacks/dc1-infrastructure/scripts/local/check-hosts.sh');
    mkdirSync(dirname(script), { recursive: true });
    writeFileSync(script, code);
    const findings = await checkHosts(['dc1', 'cloud'], folder);
    return findings.map(({ cluster, message }) => `${cluster}: ${message.replace(folder, '')}`);
  });

describe('the hosts of clusters', () => {
  it('have the findings that the script prints', async () => {
    expect(await check('echo "cp1: has no backup"; echo "w1: unreachable"')).toEqual([
      'dc1: cp1: has no backup',
      'dc1: w1: unreachable',
    ]);
    expect(await check('')).toEqual([]);
  });

  it('are checked with the kubeconfig of the cluster', async () => {
    expect(await check('echo "$KUBECONFIG_FILE"')).toEqual(['dc1: /kubeconfig/dc1.yaml']);
  });

  it('are repaired by a replacement of the resources that the findings name, once each', () => {
    const changed = (resource: string) => ({
      cluster: 'dc1',
      message: `cp1: a file was changed by hand: run terraform apply -replace=terraform_data.${resource} in the stack`,
    });
    const findings = [changed('hosts'), changed('configuration'), changed('hosts'), { cluster: 'dc1', message: 'x' }];
    expect(listRepairs(findings)).toEqual({
      'dc1-infrastructure': ['terraform_data.hosts', 'terraform_data.configuration'],
    });
    expect(listRepairs([])).toEqual({});
  });

  it('have the reason as a finding if they could not be checked', async () => {
    expect(await check('echo "no such file" >&2; exit 1')).toEqual([
      'dc1: its hosts could not be checked: no such file',
    ]);
  });
});
