import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMachineAddresses } from '../../../src/cli/replace-machines';
import { withTempFolder } from '../../support/output-files';

/** Reads the addresses from a stack with these instances of roles. */
function read(terraform_data: object): Promise<readonly (readonly [string, string])[]> {
  return withTempFolder((folder) => {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'cdk.tf.json'), JSON.stringify({ resource: { terraform_data } }));
    return Promise.resolve([...readMachineAddresses(folder)]);
  });
}

const machine = (name: string) => ({ address: '10.0.0.1', machine: `\${vsphere_virtual_machine.machine-${name}.id}` });

describe('the machines of a cluster', () => {
  it('are replaced with workers first and control planes last', async () => {
    const addresses = await read({
      identity: {},
      'control-plane': { for_each: { cp1: machine('cp1') } },
      etcd: { for_each: { e1: machine('e1') } },
      worker: { for_each: { w1: machine('w1'), w2: machine('w2') } },
    });
    expect(addresses).toEqual(
      ['w1', 'w2', 'e1', 'cp1'].map((name) => [name, `vsphere_virtual_machine.machine-${name}`]),
    );
  });

  it('are none where the hosts exist', async () => {
    expect(await read({ worker: { for_each: { w1: '10.0.0.1' } } })).toEqual([]);
  });
});
