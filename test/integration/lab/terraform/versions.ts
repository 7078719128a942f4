import type { OnPremCluster } from './cluster';

/** Returns the version of a node's kubelet, such as 1.36.3. */
export async function kubeletVersion(cluster: OnPremCluster, node: string): Promise<string> {
  const { stdout } = await cluster.kubectl(`get node ${node} --output=jsonpath={.status.nodeInfo.kubeletVersion}`);
  return stdout.replace(/^v/, '');
}

/** Checks that nodes have this version of Kubernetes. */
export async function expectVersions(
  cluster: OnPremCluster,
  expected: string,
  ...nodes: readonly string[]
): Promise<void> {
  for (const node of nodes) {
    const actual = await kubeletVersion(cluster, node);
    if (actual !== expected) throw new Error(`${node} has Kubernetes ${actual}, not ${expected}`);
  }
}
