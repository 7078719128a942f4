import type { Site } from '../../../../lab/scenario';
import { artifactsUrl } from '../../../../lab/up';
import { kubectl } from './cluster';

/** What came of every connection that was tried. */
export interface Matrix {
  readonly tried: number;
  /** Those that reached their end, as `from -> to`. */
  readonly reached: readonly string[];
  /** Those that came out otherwise than they should, in words. */
  readonly differences: (may: (from: string, to: string) => boolean) => readonly string[];
}

interface End {
  /** `tenant/application`, the namespace of a bystander, or `outside`. */
  readonly actor: string;
  readonly name: string;
  readonly url: string;
  readonly pod?: { readonly namespace: string; readonly name: string };
}

interface Tried {
  readonly from: End;
  readonly to: End;
  readonly reached: boolean;
}

const tenants = ['shop', 'bank'];

/** Tries every connection of which at least one end is a tenant's, from inside of the pod that it begins at. */
export async function matrixOf(site: Site): Promise<Matrix> {
  const ends = await endsOf(site);
  const all = (await Promise.all(ends.map((from) => tryFrom(site, from, ends)))).flat();
  return {
    tried: all.length,
    reached: all.filter(({ reached }) => reached).map(({ from, to }) => `${from.name} -> ${to.name}`),
    differences: (may) =>
      all
        .filter(({ from, to, reached }) => reached !== may(from.actor, to.actor))
        .map(({ from, to, reached }) => `${from.name} ${reached ? 'reaches' : 'does not reach'} ${to.name}`),
  };
}

async function endsOf(site: Site): Promise<readonly End[]> {
  const { stdout } = await kubectl(site, 'get pods -A --field-selector status.phase=Running -o json');
  const { items } = JSON.parse(stdout) as { items: readonly Pod[] };
  const pods = items.flatMap(
    ({ metadata: { name, namespace, labels = {}, deletionTimestamp }, status }): readonly End[] => {
      if (deletionTimestamp !== undefined || !['ingress', 'monitoring', 'elsewhere', ...tenants].includes(namespace))
        return [];
      const actor = tenants.includes(namespace) ? `${namespace}/${labels['app.kubernetes.io/name'] ?? ''}` : namespace;
      return [{ actor, name: `${namespace}/${name}`, url: `http://${status.podIP}:8080/`, pod: { namespace, name } }];
    },
  );
  return [...pods, { actor: 'outside', name: 'outside', url: `${artifactsUrl}/SHA256SUMS` }];
}

interface Pod {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly deletionTimestamp?: string;
  };
  readonly status: { readonly podIP: string };
}

async function tryFrom(site: Site, from: End, ends: readonly End[]): Promise<readonly Tried[]> {
  const tenantsOwn = ({ actor }: End) => actor.includes('/');
  const targets = ends.filter((to) => to !== from && (tenantsOwn(from) || tenantsOwn(to)));
  const urls = targets.map(({ url }) => url);
  const reached = from.pod ? await fromPod(site, from.pod, urls) : await fromOutside(site, urls);
  return targets.map((to, index) => ({ from, to, reached: reached[index] ?? false }));
}

async function fromPod(site: Site, { namespace, name }: NonNullable<End['pod']>, urls: readonly string[]) {
  const { stdout } = await kubectl(site, `-n ${namespace} exec ${name} -- /echo try ${urls.join(' ')}`);
  const results = JSON.parse(stdout) as readonly { readonly status?: number; readonly error?: string }[];
  return results.map(({ status, error = '' }) => {
    // What is refused is dropped without a word; any other end means that something answered.
    if (status === undefined && !/deadline|timeout/i.test(error)) throw new Error(`${namespace}/${name}: ${error}`);
    return status !== undefined;
  });
}

async function fromOutside(site: Site, urls: readonly string[]): Promise<readonly boolean[]> {
  const answers = urls.map(async (url) => {
    const [found, tooLate] = [0, 28];
    const command = ['curl', '-s', '-m', '3', '-o', '/dev/null', '-w', '%{exitcode}', url];
    const { stdout } = await site.inside(command, { exitCodes: [found, tooLate] });
    return stdout.trim() === '0';
  });
  return Promise.all(answers);
}
