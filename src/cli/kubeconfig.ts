import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { UserError } from '../schema/user-error';

/** What `plinth kubeconfig` takes. */
export interface KubeconfigOptions {
  /** Folder that `cdktf.out` lies in. */
  readonly out: string;
}

const kubeconfigScript = 'scripts/local/fetch-kubeconfig.sh';
const infrastructureSuffix = '-infrastructure';

/**
 * Fetches the administrator's kubeconfig of an on-premises cluster over SSH, on a machine where no apply ran.
 * @param file where it goes, for its owner alone; kubeconfig/<cluster>.yaml, where later stacks look for it, if left out
 * @throws UserError when there is no such cluster, or no control plane gives one
 */
export async function fetchKubeconfig(
  cluster: string,
  file: string | undefined,
  { out }: KubeconfigOptions,
): Promise<void> {
  const stacks = join(resolve(out), 'cdktf.out/stacks');
  const script = join(stacks, `${cluster}${infrastructureSuffix}`, kubeconfigScript);
  if (!existsSync(script)) {
    const found = existsSync(stacks)
      ? readdirSync(stacks).filter((stack) => existsSync(join(stacks, stack, kubeconfigScript)))
      : [];
    const known = found.map((stack) => stack.slice(0, -infrastructureSuffix.length)).join(', ') || 'none';
    throw new UserError(
      `${stacks} has no on-premises cluster '${cluster}': write one of those that it has (${known}), or run plinth synth first`,
    );
  }
  const target = file === undefined ? join(resolve(out), `kubeconfig/${cluster}.yaml`) : resolve(file);
  const child = spawn('bash', [script], { env: { ...process.env, KUBECONFIG_FILE: target }, stdio: 'inherit' });
  const code = await new Promise<number | null>((done, failed) => {
    child.on('error', failed);
    child.on('close', done);
  });
  if (code !== 0) throw new UserError(`no kubeconfig was written to ${target}`);
}
