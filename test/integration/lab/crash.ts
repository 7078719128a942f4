import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findCgroups } from '../../../lab/cgroups';
import { down, leftovers } from '../../../lab/down';
import { firstProcess } from '../../../lab/hosts';
import { labNamed } from '../../../lab/layout';
import { networkExists } from '../../../lab/network';
import type { Scenario } from '../../../lab/scenario';

const lab = labNamed('crash');

/** Moments of `up` at which it is killed, each told by what stands on the machine by then. */
const moments: Readonly<Record<string, () => boolean>> = {
  'its folder is there': () => existsSync(lab.folder),
  'its network is there': () => networkExists(lab),
  'the first disk is there': () => existsSync(join(lab.folder, 'hosts/h1/disk.img')),
  'the first cgroup is there': () => findCgroups(lab).length > 0,
  'a host has its first process': () => ['h1', 'h2'].some((name) => firstProcess(lab, { name }) !== undefined),
  'a host has mounted its disk': () => existsSync(join(lab.folder, 'hosts/h1/upper/etc/hostname')),
};

/** `down` after `kill -9` of `up` leaves nothing, whenever that was. */
export const scenario: Scenario = {
  title: '`down` after `kill -9` in the middle of `up` leaves nothing',
  hosts: [],
  async run({ report }) {
    for (const [moment, reached] of Object.entries(moments)) {
      await report.check(`killed when ${moment}`, async () => {
        await killUpWhen(reached);
        const before = await leftovers(lab);
        if (before.every(({ found }) => found.length === 0))
          throw new Error('`up` had made nothing yet: nothing is shown');
        const after = await down(lab);
        for (const [index, { what, found }] of before.entries()) {
          console.log(
            `  ${what.padEnd(34)}  ${String(found.length).padStart(3)} found, ${after[index]?.found.length ?? '?'} after down`,
          );
        }
      });
    }
  },
};

/** Runs `up` and kills it at that moment; fails where it ends before. */
async function killUpWhen(reached: () => boolean): Promise<void> {
  const command = ['--import', 'tsx', join(__dirname, '../../../lab/lab.ts'), '--name', lab.name, 'up'];
  const up = spawn(process.execPath, command, { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) =>
    up.on('close', () => {
      resolve();
    }),
  );
  await new Promise<void>((resolve, reject) => {
    const watch = setInterval(() => {
      if (!reached() && up.exitCode === null) return;
      clearInterval(watch);
      if (up.exitCode === null) resolve();
      else reject(new Error('`up` ended before that moment'));
    }, 2);
  });
  up.kill('SIGKILL');
  await ended;
}
