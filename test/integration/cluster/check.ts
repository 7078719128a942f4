import type { Api, KubernetesObject } from './api';

/** Cluster that was applied to a control plane; input of the checks. */
export interface AppliedCluster {
  readonly api: Api;
  /** All applied objects, in apply order. */
  readonly objects: readonly KubernetesObject[];
  /** Example and cluster: `nais/dc1`. */
  readonly label: string;
  /** Folder for temporary files. */
  readonly scratch: string;
}

/** Check of an applied cluster. All files in `checks/` are loaded; each exports one as `check`. */
export interface Check {
  /** Sentence that is true if the check passes. */
  readonly name: string;
  /** Returns the reason why the check does not apply to a cluster, or undefined. @default the check always applies */
  skip?(cluster: AppliedCluster): string | undefined;
  /** Runs the check. @throws with all violations */
  run(cluster: AppliedCluster): Promise<void>;
}

/** Waits until `findProblem` returns undefined. @throws the last problem after the timeout */
export async function eventually(seconds: number, findProblem: () => Promise<string | undefined>): Promise<void> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const problem = await findProblem();
    if (problem === undefined) return;
    if (Date.now() > end) throw new Error(`${problem} (after ${seconds} s)`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

/**
 * Runs until `run` does not throw. The API server decides by caches of namespaces, roles, quotas and admission policies,
 * which follow a write after a moment. @throws the last error after the timeout
 */
export async function eventuallyPasses(seconds: number, run: () => Promise<void>): Promise<void> {
  await eventually(seconds, async () => {
    try {
      await run();
      return undefined;
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    }
  });
}
