import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { echoReference } from '../../../lab/images';
import { gateway } from '../../../lab/layout';
import type { Scenario, Site } from '../../../lab/scenario';
import { artifactsUrl } from '../../../lab/up';
import { within } from '../../../lab/within';
import { existing, synth } from '../../../src';
import { readOutput, releasesOf } from '../cluster/output';
import { clusterByHand, kubectl } from './by-hand/cluster';
import { matrixOf } from './by-hand/matrix';

/** Whom each calls, as `tenant/application`, a namespace of a component, or the outside. */
type Calls = Readonly<Record<string, readonly string[]>>;

const before: Calls = {
  'shop/web': ['shop/api', 'bank/ledger'],
  'shop/report': ['shop/api'],
  'bank/teller': ['bank/ledger', 'monitoring', 'outside'],
};

/** One call across tenants ends, one begins, and one to the outside changes hands. */
const after: Calls = {
  'shop/web': ['shop/api'],
  'shop/report': ['shop/api', 'outside'],
  'bank/teller': ['bank/ledger', 'shop/api', 'monitoring'],
};

const workloads = ['shop/web', 'shop/api', 'shop/report', 'bank/ledger', 'bank/teller'];

/** Beside `calls`, those of whom the description says `ingress`. */
const served = ['shop/web'];

const program = process.env.PLINTH_LAB_ENFORCER;

/** Every connection between applications of two tenants, components and the outside is tried, each from a real pod. */
export const scenario: Scenario = {
  title: 'who reaches whom is who may by the description',
  hosts: ['cp1', 'w1'],
  async run(site) {
    await clusterByHand(site);
    await kubectl(site, 'taint node cp1 node-role.kubernetes.io/control-plane-');
    await kubectl(site, 'apply -f -', readFileSync(join(__dirname, 'by-hand/bystanders.yaml'), 'utf8'));
    await wayIn(site);
    await site.step('a description is applied, and all of its pods run', () => apply(site, before));
    await site.step('without an enforcer everybody reaches everybody, so that a refusal is the enforcer', async () => {
      const { reached, tried } = await matrixOf(site);
      if (reached.length !== tried) throw new Error(`${reached.length} of ${tried} connections`);
      console.log(`  ${tried} connections`);
    });
    if (program === undefined) {
      site.report.skip('the rest', 'name a program that enforces NetworkPolicies in PLINTH_LAB_ENFORCER');
      return;
    }
    await site.step('the enforcer runs on both hosts', () => enforce(site, program));
    await site.report.check('who reaches whom is who may by the description', () => settles(site, before));
    await site.step('other calls are applied', () => apply(site, after));
    await site.report.check('who reaches whom has changed with the calls', () => settles(site, after));
  },
};

function described(calls: Calls): unknown {
  const applicationsOf = (tenant: string) =>
    workloads
      .filter((name) => name.startsWith(`${tenant}/`))
      .map((name) => {
        const foreign = workloads.filter((other) => !other.startsWith(`${tenant}/`) && calls[other]?.includes(name));
        const written = {
          image: echoReference,
          calls: (calls[name] ?? []).map((callee) => callOf(callee, tenant)),
          resources: { cpu: '10m', memory: '16Mi', memoryLimit: '64Mi' },
        };
        const server = {
          ...{ ...written, replicas: 2, allows: foreign },
          ...(served.includes(name) ? { ingress: 'shop.lab.example' } : {}),
        };
        // A job that does not end has a pod to call from.
        return [name.slice(tenant.length + 1), name === 'shop/report' ? { ...written, kind: 'job' } : server];
      });
  const tenantOf = (tenant: string) => ({
    ...{ clusters: ['dc1'], owners: `${tenant}-devs`, capabilities: ['metrics'] },
    applications: Object.fromEntries(applicationsOf(tenant)) as object,
  });
  return {
    name: 'site',
    domain: 'lab.example',
    environments: ['dev'],
    clusters: {
      dc1: existing({
        environment: 'dev',
        kubeconfig: 'kubeconfig',
        provides: {
          ...{ network: {}, 'network-policy': {}, dns: {} },
          ...{ ingress: { namespace: 'ingress' }, metrics: { namespace: 'monitoring' } },
        },
      }),
    },
    tenants: { shop: tenantOf('shop'), bank: tenantOf('bank') },
  };
}

function callOf(callee: string, tenant: string): unknown {
  if (callee === 'outside') return { cidr: `${gateway}/32`, ports: [Number(new URL(artifactsUrl).port)] };
  if (callee === 'monitoring') return { capability: 'metrics', ports: [8080] };
  return callee.startsWith(`${tenant}/`) ? callee.slice(tenant.length + 1) : callee;
}

/** Whether a connection may be, said once more from the calls alone. */
function mayBe(calls: Calls, from: string, to: string): boolean {
  return (calls[from] ?? []).includes(to) || (from === 'ingress' && served.includes(to));
}

async function apply(site: Site, calls: Calls): Promise<void> {
  const output = join(site.folder, 'output');
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  synth(described(calls), { out: output });
  if (!existsSync(join(output, 'dist/order.json'))) throw new Error('nothing was written');
  for (const { folder, files = [] } of releasesOf(readOutput(output), 'dc1'))
    for (const file of files)
      await kubectl(site, 'apply --server-side -f -', readFileSync(join(output, 'dist', folder, file), 'utf8'));
  for (const name of workloads.filter((each) => each !== 'shop/report')) {
    const [tenant = '', application = ''] = name.split('/');
    await kubectl(site, `-n ${tenant} rollout status deployment/${application} --timeout=120s`);
  }
  await kubectl(site, '-n shop wait --for=condition=Ready pod -l app.kubernetes.io/name=report --timeout=120s');
  for (const namespace of ['ingress', 'monitoring', 'elsewhere'])
    await kubectl(site, `-n ${namespace} wait --for=condition=Ready pod/bystander --timeout=120s`);
}

/** Lets the outside find pods by the host that they are on, as a router of the site would. */
async function wayIn(site: Site): Promise<void> {
  await site.step('the outside has a way to pods', async () => {
    for (const name of ['cp1', 'w1']) {
      const { stdout } = await kubectl(site, `get node ${name} -o jsonpath={.spec.podCIDR}`);
      await site.inside(['ip', 'route', 'replace', stdout.trim(), 'via', site.host(name).address]);
    }
  });
}

async function enforce(site: Site, file: string): Promise<void> {
  const image = { references: ['registry.lab.example/enforcer:1.0.0'], entrypoint: ['/enforcer'] };
  await site.bring({ ...image, files: { '/enforcer': file } }, ['cp1', 'w1']);
  await kubectl(site, 'apply -f -', readFileSync(join(__dirname, 'by-hand/enforcer.yaml'), 'utf8'));
  await kubectl(site, '-n kube-system rollout status daemonset/enforcer --timeout=90s');
}

/** An enforcer takes a moment to learn of policies; then who reaches whom stays as it is. */
async function settles(site: Site, calls: Calls): Promise<void> {
  let missing: unknown = '';
  const agrees = async () => {
    try {
      const { tried, reached, differences } = await matrixOf(site);
      const wrong = differences((from, to) => mayBe(calls, from, to));
      if (wrong.length === 0) return `${tried} connections tried, ${reached.length} reached their end`;
      missing = `${wrong.length} of ${tried} connections differ:\n${wrong.slice(0, 20).join('\n')}`;
    } catch (error) {
      missing = error;
    }
    return undefined;
  };
  const seen = await within(60, agrees, 'differs').catch(() => {
    throw missing instanceof Error ? missing : new Error(String(missing));
  });
  console.log(`  ${seen}`);
}
