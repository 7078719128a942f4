import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MarkerState } from '../../../src/changes/marker-findings';
import { assertNothingIsAdopted } from '../../../src/cli/check-adoption';
import { testing } from '../../support/kinds';
import { withTempFolder } from '../../support/output-files';
import { applications, validPlatform } from '../../support/problems';

const { clusters } = testing.plan({
  ...validPlatform,
  ...applications({ web: { image: 'registry.test.example/web:1' } }),
});
const cluster = clusters
  .filter(({ name }) => name === 'a')
  .map((plan) => ({ ...plan, connection: { type: 'kubeconfig', path: 'a.yaml' } as const }));

/** Runs the check of a first apply with a kubectl that prints these namespaces. Returns the message of its error. */
function check(namespaces: readonly string[], state: MarkerState = 'not-applied'): Promise<string | undefined> {
  return withTempFolder(async (folder) => {
    const kubectl = join(folder, 'kubectl');
    writeFileSync(kubectl, `#!/bin/sh\nprintf '${namespaces.map((name) => `namespace/${name}\\n`).join('')}'\n`);
    chmodSync(kubectl, 0o755);
    writeFileSync(join(folder, 'a.yaml'), '');
    const findings = [{ cluster: 'a', state, message: '' }];
    return assertNothingIsAdopted(cluster, findings, { kubectl, out: folder }).then(
      () => undefined,
      (error: unknown) => (error as Error).message,
    );
  });
}

describe('the first apply to a cluster that exists', () => {
  it('is refused if namespaces of the definition exist', async () => {
    expect(await check(['default', 'kube-system', 'other', 'shop'])).toMatch(
      /^a: namespaces that exist: shop\nnothing was changed: [^]*\nnext: .*--adopt/,
    );
  });

  it('continues if none of them exists', async () => {
    expect(await check(['default', 'kube-system', 'other'])).toBeUndefined();
  });

  it.each(['matches', 'incomplete', 'not-locked'] as const)('is not meant where the marker %s', async (state) => {
    expect(await check(['shop'], state)).toBeUndefined();
  });
});
