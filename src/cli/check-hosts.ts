import { join, resolve } from 'node:path';
import { defaultKubeconfigPath } from '../kinds/connection';
import { tryGetClusterScript } from './on-prem-scripts';
import { runCommand } from './run-command';

/** What is wrong on a host of an on-premises cluster, or that it could not be checked. */
export interface HostFinding {
  readonly cluster: string;
  /** Name of the host, a colon, and what is wrong and what to do. */
  readonly message: string;
}

/** Lists the Terraform resources whose replacement restores files that were changed by hand, by infrastructure stack. */
export function listRepairs(findings: readonly HostFinding[]): Readonly<Record<string, readonly string[]>> {
  const repairs: Record<string, string[]> = {};
  for (const { cluster, message } of findings) {
    const [, resource] = /-replace=(terraform_data\.[a-z-]+)/.exec(message) ?? [];
    if (resource === undefined) continue;
    const resources = (repairs[`${cluster}-infrastructure`] ??= []);
    if (!resources.includes(resource)) resources.push(resource);
  }
  return repairs;
}

/**
 * Checks the hosts of on-premises clusters over SSH, all at the same time. Clusters whose scripts are not in
 * `cdktf.out` have no findings.
 * @param out folder that contains `cdktf.out`
 */
export async function checkHosts(clusters: readonly string[], out: string): Promise<readonly HostFinding[]> {
  const findings = await Promise.all(clusters.map(async (cluster) => checkHostsOfCluster(cluster, out)));
  return findings.flat();
}

async function checkHostsOfCluster(cluster: string, out: string): Promise<readonly HostFinding[]> {
  const script = tryGetClusterScript(out, cluster, 'check-hosts');
  if (script === undefined) return [];
  const env = { KUBECONFIG_FILE: join(resolve(out), defaultKubeconfigPath(cluster)) };
  const { exitCode, stdout, stderr } = await runCommand('bash', 'bash', 'PATH', [script], env);
  const lines = stdout.split('\n').filter(Boolean);
  if (exitCode === 0) return lines.map((message) => ({ cluster, message }));
  const reason = stderr.trim().split('\n').at(-1) ?? '';
  return [{ cluster, message: `its hosts could not be checked: ${lines.at(-1) ?? reason}` }];
}
