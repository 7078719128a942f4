import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { listCgroups } from '../../../lab/cgroups';
import { down, listLeftovers } from '../../../lab/down';
import { tryGetInitPid } from '../../../lab/hosts';
import { resolveLab } from '../../../lab/layout';
import { networkExists } from '../../../lab/network';
import type { Scenario } from '../../../lab/scenario';

const lab = resolveLab('crash');

/** Moments at which `up` is killed: the condition on this machine that defines each of them. */
const moments: Readonly<Record<string, () => boolean>> = {
  'its folder exists': () => existsSync(lab.folder),
  'its network exists': () => networkExists(lab),
  'the first disk exists': () => existsSync(join(lab.folder, 'hosts/h1/disk.img')),
  'the first cgroup exists': () => listCgroups(lab).length > 0,
  'a host has an init process': () => ['h1', 'h2'].some((name) => tryGetInitPid(lab, { name }) !== undefined),
  'a host has mounted its disk': () => existsSync(join(lab.folder, 'hosts/h1/upper/etc/hostname')),
};

/** Tests that `down` removes everything after an interrupted `up`. */
export const scenario: Scenario = {
  title: '`down` after `kill -9` of `up` removes everything',
  hosts: [],
  async run({ report }) {
    for (const [moment, hasReachedMoment] of Object.entries(moments)) {
      await report.check(`killed when ${moment}`, async () => {
        await killUpWhen(hasReachedMoment);
        const before = await listLeftovers(lab);
        if (before.every(({ instances }) => instances.length === 0))
          throw new Error('`up` had not created anything yet');
        const after = await down(lab);
        for (const [index, { resource, instances }] of before.entries()) {
          console.log(
            `  ${resource.padEnd(34)}  ${String(instances.length).padStart(3)} found, ${after[index]?.instances.length ?? '?'} after down`,
          );
        }
      });
    }
  },
};

/** Runs `up` and kills it at a moment. @throws if `up` exits before */
async function killUpWhen(hasReachedMoment: () => boolean): Promise<void> {
  const command = ['--import', 'tsx', join(__dirname, '../../../lab/lab.ts'), '--name', lab.name, 'up'];
  const up = spawn(process.execPath, command, { stdio: 'ignore' });
  const closed = new Promise<void>((resolve) =>
    up.on('close', () => {
      resolve();
    }),
  );
  await new Promise<void>((resolve, reject) => {
    const poll = setInterval(() => {
      if (!hasReachedMoment() && up.exitCode === null) return;
      clearInterval(poll);
      if (up.exitCode === null) resolve();
      else reject(new Error('`up` exited before this moment'));
    }, 2);
  });
  up.kill('SIGKILL');
  await closed;
}
