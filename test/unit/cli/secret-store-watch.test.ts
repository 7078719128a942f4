import {
  formatSecretStoreNotice,
  SecretStoreWatch,
  tryReadSecretStoreState,
} from '../../../src/cli/secret-store-watch';
import { clusterInfo } from '../../../src/kinds/cluster-info';

const cluster = {
  name: 'dc1',
  clusterInfo: clusterInfo({ capabilities: { 'secret-store': { namespace: 'openbao' } } }),
};

const podsWith = (...states: readonly (readonly [initialized: string, sealed: string])[]) =>
  JSON.stringify({
    items: states.map(([initialized, sealed], index) => ({
      metadata: {
        name: `openbao-${index}`,
        labels: { component: 'server', 'openbao-initialized': initialized, 'openbao-sealed': sealed },
      },
    })),
  });

describe('the state of OpenBao', () => {
  test('is unknown while its pods are missing, or have not reported it', () => {
    const withoutLabels = JSON.stringify({ items: [{ metadata: { name: 'openbao-0' } }] });
    for (const json of ['{"items":[]}', withoutLabels, 'no JSON', '{"items":[{"metadata":{"name":"$(id)"}}]}'])
      expect(tryReadSecretStoreState(json)).toBeUndefined();
  });

  test('is that of all servers', () => {
    expect(tryReadSecretStoreState(podsWith(['false', 'true'], ['false', 'true']))).toEqual({
      type: 'uninitialized',
      pod: 'openbao-0',
    });
    expect(tryReadSecretStoreState(podsWith(['true', 'false'], ['true', 'true'], ['false', 'true']))).toEqual({
      type: 'sealed',
      pods: ['openbao-1', 'openbao-2'],
    });
    expect(tryReadSecretStoreState(podsWith(['true', 'false']))).toEqual({ type: 'ready' });
  });
});

test('the notice of an apply has the commands for each sealed server', () => {
  expect(formatSecretStoreNotice(cluster, { type: 'sealed', pods: ['openbao-1', 'openbao-2'] }, undefined)).toBe(
    [
      'dc1: OpenBao is sealed: components whose Secrets it stores wait for it, up to 15 minutes each.',
      'Leave this command running, and run in another terminal:',
      '  kubectl -n openbao exec -ti openbao-1 -- bao operator unseal',
      '  kubectl -n openbao exec -ti openbao-2 -- bao operator unseal',
      'If this command has ended before, run it again: it continues.',
      '',
    ].join('\n'),
  );
});

test('an apply prints a notice once for each change, and when OpenBao is unsealed', async () => {
  const uninitialized = { stdout: podsWith(['false', 'true']) };
  const sealed = { stdout: podsWith(['true', 'true']) };
  const ready = { stdout: podsWith(['true', 'false']) };
  const answers = [{ reason: 'no cluster' }, uninitialized, uninitialized, sealed, { reason: 'timeout' }, ready, ready];
  const notices: string[] = [];
  const watch = new SecretStoreWatch(
    cluster,
    () => Promise.resolve(answers.shift() ?? ready),
    (text) => notices.push(text.split('\n')[0] ?? ''),
  );
  while (answers.length > 0) await watch.check();
  await watch.stop();
  expect(notices.map((notice) => notice.replace(/: components.*/, ''))).toEqual([
    'dc1: OpenBao is not initialized',
    'dc1: OpenBao is sealed',
    'dc1: OpenBao is unsealed: the apply continues',
  ]);
});
