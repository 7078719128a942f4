import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { filesIn, inFolder } from './written';

const root = resolve(__dirname, '../..');
jest.setTimeout(120_000);

it('makes the same bytes in any folder, language, time zone, home and environment', () => {
  inFolder((folder) => {
    const surroundings = [
      { LANG: 'C', TZ: 'UTC', HOME: join(folder, 'one') },
      {
        LANG: 'tr_TR.UTF-8',
        LC_ALL: 'tr_TR.UTF-8',
        TZ: 'Pacific/Kiritimati',
        HOME: '/nowhere',
      },
    ];
    const [first, second] = surroundings.map((env, index) => {
      const out = join(folder, `out-${index}`, 'deep'.repeat(index * 9));
      mkdirSync(out, { recursive: true });
      const command = [
        '--require',
        'tsx/cjs',
        join(root, 'src/cli/plinth.ts'),
        'synth',
        join(root, 'examples/nais.ts'),
      ];
      const ran = spawnSync(process.execPath, [...command, '--out', out, '--lock', join(out, 'no.lock')], {
        cwd: root,
        env: { ...env, PATH: '' },
        encoding: 'utf8',
      });
      expect(ran.stderr).toBe('');
      expect(ran.status).toBe(0);
      return filesIn(out);
    });
    expect(Object.keys(first ?? {}).length).toBeGreaterThan(20);
    expect(second).toEqual(first);
    for (const text of Object.values(first ?? {})) {
      expect(text).not.toContain(folder);
      expect(text).not.toContain(root);
    }
  });
});
