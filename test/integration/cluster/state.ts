import { eventually } from './check';

/** A key of etcd, the revision that wrote it last, and what it wrote, in base64. */
interface Entry {
  readonly key: string;
  readonly mod_revision: string;
  readonly value?: string;
}

/** What the API server writes for itself as time goes by. */
const ownAccounts = /^\/registry\/(leases|peerserverleases|apiregistration\.k8s\.io\/apiservices)\//;

/**
 * All that a control plane knows, remembered to be put back: an etcd is emptied of what came since, key by key, and the
 * API server, which watches it, tells everybody else.
 */
export class State {
  private constructor(
    private readonly etcd: string,
    private readonly remembered: Map<string, Entry>,
  ) {}

  /** Remembers what is there once nothing moves any more; `etcd` is its address. */
  static async remember(etcd: string): Promise<State> {
    let entries = new Map<string, Entry>();
    await eventually(30, async () => {
      const before = entries;
      entries = await range(etcd);
      return told(changesOf(before, entries));
    });
    return new State(etcd, entries);
  }

  /**
   * Puts everything back as it was, less what `keeps` says of a key that came since. Returns when it stays so; throws with
   * what still moves after half a minute.
   */
  async restore(keeps: (key: string) => boolean): Promise<void> {
    await eventually(30, async () => {
      const now = await range(this.etcd, { keysOnly: true });
      const changes = changesOf(this.remembered, now).filter((key) => this.remembered.has(key) || !keeps(key));
      // Namespaces first: nothing can be made any more in one that is gone. One after another, as all changes come.
      const [first, rest] = [changes.filter(isNamespace), changes.filter((key) => !isNamespace(key))];
      for (const key of [...first, ...rest]) await this.putBack(key);
      return told(changes);
    });
  }

  private async putBack(key: string): Promise<void> {
    const entry = this.remembered.get(key);
    if (!entry) await call(this.etcd, 'deleterange', { key: encoded(key) });
    else {
      const { header } = await call(this.etcd, 'put', { key: encoded(key), value: entry.value });
      this.remembered.set(key, { ...entry, mod_revision: header.revision });
    }
  }
}

function isNamespace(key: string): boolean {
  return key.startsWith('/registry/namespaces/');
}

/** Keys that came, went or were written. */
function changesOf(before: ReadonlyMap<string, Entry>, after: ReadonlyMap<string, Entry>): readonly string[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter(
    (key) => !ownAccounts.test(key) && before.get(key)?.mod_revision !== after.get(key)?.mod_revision,
  );
}

function told(changes: readonly string[]): string | undefined {
  return changes.length === 0 ? undefined : `it still moves: ${changes.join(', ')}`;
}

interface Answer {
  readonly header: { readonly revision: string };
  readonly kvs?: readonly Entry[];
}

async function range(etcd: string, { keysOnly = false } = {}): Promise<Map<string, Entry>> {
  const everything = { key: encoded('/registry/'), range_end: encoded('/registry0') };
  const { kvs = [] } = await call(etcd, 'range', { ...everything, keys_only: keysOnly });
  return new Map(kvs.map((entry) => [Buffer.from(entry.key, 'base64').toString(), entry]));
}

async function call(etcd: string, method: string, body: object): Promise<Answer> {
  const response = await fetch(`${etcd}/v3/kv/${method}`, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`etcd refuses ${method}: ${await response.text()}`);
  return (await response.json()) as Answer;
}

function encoded(key: string): string {
  return Buffer.from(key).toString('base64');
}
