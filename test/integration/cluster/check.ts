import type { Api, KubernetesObject } from './api';

/** What a check looks at: one cluster of one example, applied to a real control plane. */
export interface Applied {
  readonly api: Api;
  /** Every plain object that Plinth wrote for the cluster, in the order of apply. */
  readonly objects: readonly KubernetesObject[];
  /** `nais/dc1` */
  readonly label: string;
  /** Folder for files that nobody needs afterwards. */
  readonly scratch: string;
}

/** A check of an applied cluster. Each file of `checks/` exports one as `check`; being there is enough to run it. */
export interface Check {
  /** A sentence that is true when it passes. */
  readonly name: string;
  /** Why it has nothing to look at here, otherwise undefined. @default it always has */
  skip?(applied: Applied): string | undefined;
  /** Throws where the sentence is not true, with what differs. */
  run(applied: Applied): Promise<void>;
}

/** Waits until something holds; throws what `missing` still says at the end. */
export async function eventually(seconds: number, missing: () => Promise<string | undefined>): Promise<void> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const what = await missing();
    if (what === undefined) return;
    if (Date.now() > end) throw new Error(`${what} (after ${seconds} s)`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
