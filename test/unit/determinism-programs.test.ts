import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readFiles, withTempFolder } from '../support/output-files';

const root = resolve(__dirname, '../..');
jest.setTimeout(120_000);

it('writes the same bytes in any folder, locale, time zone, home and environment', () => {
  withTempFolder((folder) => {
    const environments = [
      { LANG: 'C', TZ: 'UTC', HOME: join(folder, 'one') },
      {
        LANG: 'tr_TR.UTF-8',
        LC_ALL: 'tr_TR.UTF-8',
        TZ: 'Pacific/Kiritimati',
        HOME: '/nowhere',
        // Settings of cdktf and cdk8s, which Plinth must not pass on.
        SYNTH_HCL_OUTPUT: 'true',
        CDKTF_CONTEXT_JSON: '{"excludeStackIdFromLogicalIds":"true","allowSepCharsInLogicalIds":"true"}',
        CDK8S_DISABLE_SORT: '1',
      },
    ];
    const [first = {}, second] = environments.map((env, index) => {
      const out = join(folder, `out-${index}`, 'deep'.repeat(index * 9));
      mkdirSync(out, { recursive: true });
      const command = [
        '--require',
        require.resolve('tsx/cjs'),
        join(root, 'src/cli/plinth.ts'),
        'synth',
        join(root, 'examples/nais.ts'),
      ];
      const { status, stderr } = spawnSync(process.execPath, command, {
        cwd: out,
        env: { ...env, PATH: '', TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') },
        encoding: 'utf8',
      });
      expect(stderr).toBe('');
      expect(status).toBe(0);
      return readFiles(out);
    });
    expect(Object.keys(first).length).toBeGreaterThan(20);
    expect(second).toEqual(first);
    for (const text of Object.values(first)) {
      expect(text).not.toContain(folder);
      expect(text).not.toContain(root);
    }
  });
});
