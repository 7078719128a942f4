import { eventually } from './check';

/** Key-value pair in a response of etcd. */
interface Entry {
  /** In base64. */
  readonly key: string;
  /** Revision of the last write. */
  readonly mod_revision: string;
  /** In base64. */
  readonly value?: string;
}

/** Keys that the API server changes all the time. */
const volatileKeys = /^\/registry\/(leases|peerserverleases|apiregistration\.k8s\.io\/apiservices)\//;

/**
 * Snapshot of a control plane's state in etcd. It is restored key by key while the control plane runs: the API server
 * watches etcd and informs all other clients.
 */
export class EtcdSnapshot {
  private constructor(
    private readonly etcdUrl: string,
    private readonly entries: Map<string, Entry>,
  ) {}

  /** Waits until no key changes any more, and takes a snapshot. */
  static async take(etcdUrl: string): Promise<EtcdSnapshot> {
    let entries = new Map<string, Entry>();
    await eventually(30, async () => {
      const previousEntries = entries;
      entries = await readKeys(etcdUrl);
      return formatChanges(findChangedKeys(previousEntries, entries));
    });
    return new EtcdSnapshot(etcdUrl, entries);
  }

  /**
   * Restores changed and deleted keys, and deletes new keys, until no key changes any more.
   * @param isRetained true for new keys that are not deleted
   * @throws the keys that still change after 30 seconds
   */
  async restore(isRetained: (key: string) => boolean): Promise<void> {
    await eventually(30, async () => {
      const currentEntries = await readKeys(this.etcdUrl, { keysOnly: true });
      const changedKeys = findChangedKeys(this.entries, currentEntries).filter(
        (key) => this.entries.has(key) || !isRetained(key),
      );
      // Namespaces first, so that controllers create no new objects in deleted ones.
      const namespaceKeys = changedKeys.filter(isNamespace);
      const otherKeys = changedKeys.filter((key) => !isNamespace(key));
      for (const key of [...namespaceKeys, ...otherKeys]) await this.restoreKey(key);
      return formatChanges(changedKeys);
    });
  }

  private async restoreKey(key: string): Promise<void> {
    const entry = this.entries.get(key);
    if (!entry) await callEtcd(this.etcdUrl, 'deleterange', { key: toBase64(key) });
    else {
      const { header } = await callEtcd(this.etcdUrl, 'put', { key: toBase64(key), value: entry.value });
      this.entries.set(key, { ...entry, mod_revision: header.revision });
    }
  }
}

function isNamespace(key: string): boolean {
  return key.startsWith('/registry/namespaces/');
}

/** Returns the keys that were created, deleted or changed. */
function findChangedKeys(before: ReadonlyMap<string, Entry>, after: ReadonlyMap<string, Entry>): readonly string[] {
  const keys = new Set([...before.keys(), ...after.keys()]);
  return [...keys].filter(
    (key) => !volatileKeys.test(key) && before.get(key)?.mod_revision !== after.get(key)?.mod_revision,
  );
}

function formatChanges(changedKeys: readonly string[]): string | undefined {
  return changedKeys.length === 0 ? undefined : `keys in etcd still change: ${changedKeys.join(', ')}`;
}

interface EtcdResponse {
  readonly header: { readonly revision: string };
  readonly kvs?: readonly Entry[];
}

/** Reads the entries of all Kubernetes objects, by decoded key. */
async function readKeys(etcdUrl: string, { keysOnly = false } = {}): Promise<Map<string, Entry>> {
  const range = { key: toBase64('/registry/'), range_end: toBase64('/registry0') };
  const { kvs = [] } = await callEtcd(etcdUrl, 'range', { ...range, keys_only: keysOnly });
  return new Map(kvs.map((entry) => [Buffer.from(entry.key, 'base64').toString(), entry]));
}

/** Calls the JSON gateway of etcd. @see https://etcd.io/docs/latest/dev-guide/api_grpc_gateway/ */
async function callEtcd(etcdUrl: string, method: string, body: object): Promise<EtcdResponse> {
  const response = await fetch(`${etcdUrl}/v3/kv/${method}`, { method: 'POST', body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`etcd rejects ${method}: ${await response.text()}`);
  return (await response.json()) as EtcdResponse;
}

function toBase64(key: string): string {
  return Buffer.from(key).toString('base64');
}
