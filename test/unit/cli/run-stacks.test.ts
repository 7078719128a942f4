import type { ApplyOrder } from '../../../src/cli/apply-order';
import type { StackError } from '../../../src/cli/run-stacks';
import { runStacks, selectStacks } from '../../../src/cli/run-stacks';
import type { Terraform, TerraformFailure, TerraformSettings } from '../../../src/cli/terraform';

const cluster = (...stacks: string[]) => ({ kubernetes: '1.36', capabilities: [], stacks, releases: [] });
const order = {
  apply: ['network', 'shop-data', 'dc1-bootstrap', 'dc1-platform', 'dc2-platform'],
  destroy: ['dc2-platform', 'dc1-platform', 'dc1-bootstrap', 'shop-data', 'network'],
  clusters: { dc1: cluster('dc1-bootstrap', 'dc1-platform'), dc2: cluster('dc2-platform') },
};

/** Runs an apply of all stacks with a Terraform that fails as given, and returns the error and the calls of the listener. */
async function run(failures: Readonly<Record<string, TerraformFailure>>, applied: ApplyOrder = order) {
  const calls: string[] = [];
  const terraform = {
    run: (stack: string, _action: string, _settings: TerraformSettings, start: () => void) => {
      if (failures[stack]?.command !== 'init') start();
      return Promise.resolve(failures[stack]);
    },
  } as unknown as Terraform;
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const error = await runStacks(terraform, applied, applied.apply, 'apply', {
    clusterStarted: (name) => calls.push(`${name} started`),
    clusterCompleted: (name) => calls.push(`${name} completed`),
  }).catch((thrown: unknown) => thrown as StackError);
  write.mockRestore();
  return { calls, error };
}

describe('the stacks of an apply', () => {
  it('of one cluster include those that belong to no cluster', () => {
    expect(selectStacks(order, ['dc2'], 'apply')).toEqual(['network', 'shop-data', 'dc2-platform']);
  });

  it('report when a cluster is started and completed', async () => {
    const { calls, error } = await run({});
    expect(error).toBeUndefined();
    expect(calls).toEqual(['dc1 started', 'dc1 completed', 'dc2 started', 'dc2 completed']);
  });

  it('end at the first failure, with what was applied and what was not run', async () => {
    const { calls, error } = await run({ 'dc1-platform': { command: 'apply', exitCode: 1 } });
    expect(calls).toEqual(['dc1 started']);
    expect(error).toMatchObject({ exitCode: 1 });
    expect(error?.message.split('\n')).toEqual([
      'dc1-platform: terraform apply failed with exit code 1, see above',
      'applied: network, shop-data, dc1-bootstrap',
      'in part: dc1-platform',
      'not run: dc2-platform',
      'next: fix the cause, and run the same command again: it continues',
    ]);
  });

  it('change nothing of a stack that cannot be initialized', async () => {
    const { calls, error } = await run({ 'dc1-bootstrap': { command: 'init', exitCode: 1 } });
    expect(calls).toEqual([]);
    expect(error?.message).toMatch(/\nin part: none\nnot run: dc1-bootstrap, dc1-platform, dc2-platform\n/);
  });

  it('end after a signal, even if Terraform has completed the stack', async () => {
    const { error } = await run({ 'dc1-bootstrap': { command: 'apply', exitCode: 0, signal: 'SIGINT' } });
    expect(error).toMatchObject({ exitCode: 130 });
    expect(error?.message).toMatch(/^dc1-bootstrap: terraform apply was interrupted by SIGINT\n/);
  });
});

test('stacks of releases have more concurrent operations and a larger heap, and others the settings of a repair', async () => {
  const settings: Record<string, TerraformSettings> = {};
  const run = (stack: string, _: string, settingsOfStack: TerraformSettings) => {
    settings[stack] = settingsOfStack;
    return Promise.resolve(undefined);
  };
  const stacks = ['shop-data', 'dc1-infrastructure', 'dc1-platform'];
  const applied = { apply: stacks, destroy: [], clusters: { dc1: cluster('dc1-infrastructure', 'dc1-platform') } };
  const write = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const listener = { clusterStarted: () => undefined, clusterCompleted: () => undefined };
  const repairs = { 'dc1-infrastructure': { replace: ['terraform_data.hosts'] } };
  await runStacks({ run } as unknown as Terraform, applied, stacks, 'apply', listener, repairs);
  write.mockRestore();
  expect(settings).toEqual({
    'shop-data': {},
    'dc1-infrastructure': { replace: ['terraform_data.hosts'] },
    'dc1-platform': { parallelism: 30, heapGrowth: 400 },
  });
});

test('an apply records a cluster without stacks at its end: it was destroyed before', async () => {
  const { calls } = await run({}, { ...order, clusters: { ...order.clusters, gone: cluster() } });
  expect(calls.slice(-2)).toEqual(['gone started', 'gone completed']);
});

describe('the stacks of a destroy', () => {
  it('never include those that belong to no cluster, such as the data of tenants', () => {
    expect(selectStacks(order, ['dc1', 'dc2'], 'destroy')).toEqual(['dc2-platform', 'dc1-platform', 'dc1-bootstrap']);
  });
});
