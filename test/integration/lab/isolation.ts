import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { echoImage } from '../../../lab/images';
import { gateway } from '../../../lab/layout';
import type { Scenario, ScenarioContext } from '../../../lab/scenario';
import { artifactsUrl } from '../../../lab/up';
import { waitFor } from '../../../lab/wait-for';
import { existing, synth } from '../../../src';
import { readOutput, getReleases } from '../cluster/output';
import { createKubeadmCluster, kubectl } from './kubeadm/cluster';
import { probeConnections } from './kubeadm/connectivity';

/** Callees by workload. A workload is `tenant/application`; a callee also `monitoring` (a component) or `outside` (of the cluster). */
type CallsByWorkload = Readonly<Record<string, readonly string[]>>;

const callsBefore: CallsByWorkload = {
  'shop/web': ['shop/api', 'bank/ledger'],
  'shop/report': ['shop/api'],
  'bank/teller': ['bank/ledger', 'monitoring', 'outside'],
};

/** One cross-tenant call is removed, one is added, and the egress to `outside` moves to another workload. */
const callsAfter: CallsByWorkload = {
  'shop/web': ['shop/api'],
  'shop/report': ['shop/api', 'outside'],
  'bank/teller': ['bank/ledger', 'shop/api', 'monitoring'],
};

const workloads = ['shop/web', 'shop/api', 'shop/report', 'bank/ledger', 'bank/teller'];

/** Workloads with `ingress` in the definition, which the ingress namespace may call. */
const ingressWorkloads = ['shop/web'];

const enforcerProgram = process.env.PLINTH_LAB_ENFORCER;

/** Tests every connection between applications of two tenants, components and a server outside the cluster. */
export const scenario: Scenario = {
  title: 'network policies allow exactly the declared connections',
  hosts: ['cp1', 'w1'],
  async run(context) {
    await createKubeadmCluster(context);
    await kubectl(context, 'taint node cp1 node-role.kubernetes.io/control-plane-');
    await kubectl(context, 'apply -f -', readFileSync(join(__dirname, 'kubeadm/other-pods.yaml'), 'utf8'));
    await addPodRoutes(context);
    await context.step('a definition is applied, and all of its pods run', () => apply(context, callsBefore));
    await context.step(
      'without an enforcer all connections succeed, so later failures come from policies',
      async () => {
        const { reached, attempted } = await probeConnections(context);
        if (reached.length !== attempted)
          throw new Error(`only ${reached.length} of ${attempted} connections succeeded`);
        console.log(`  ${attempted} connections`);
      },
    );
    if (enforcerProgram === undefined) {
      context.report.skip(
        'policies are enforced',
        'set PLINTH_LAB_ENFORCER to a program that enforces NetworkPolicies',
      );
      return;
    }
    await context.step('the enforcer runs on both hosts', () => startEnforcer(context, enforcerProgram));
    await context.report.check('exactly the declared connections succeed', () =>
      expectConnections(context, callsBefore),
    );
    await context.step('a definition with other calls is applied', () => apply(context, callsAfter));
    await context.report.check('exactly the newly declared connections succeed', () =>
      expectConnections(context, callsAfter),
    );
  },
};

function renderPlatform(calls: CallsByWorkload): unknown {
  const renderApplications = (tenant: string) =>
    workloads
      .filter((name) => name.startsWith(`${tenant}/`))
      .map((name) => {
        const foreignCallers = workloads.filter(
          (candidate) => !candidate.startsWith(`${tenant}/`) && calls[candidate]?.includes(name),
        );
        const workload = {
          image: echoImage,
          calls: (calls[name] ?? []).map((callee) => renderCall(callee, tenant)),
          resources: { cpu: '10m', memory: '16Mi', memoryLimit: '64Mi' },
        };
        const application = {
          ...{ ...workload, replicas: 2, allows: foreignCallers },
          ...(ingressWorkloads.includes(name) ? { ingress: 'shop.lab.example' } : {}),
        };
        // This job does not complete, so it has a running pod from which to connect.
        return [name.slice(tenant.length + 1), name === 'shop/report' ? { ...workload, kind: 'job' } : application];
      });
  const renderTenant = (tenant: string) => ({
    ...{ clusters: ['dc1'], owners: `${tenant}-devs`, capabilities: ['metrics'] },
    applications: Object.fromEntries(renderApplications(tenant)) as object,
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
    tenants: { shop: renderTenant('shop'), bank: renderTenant('bank') },
  };
}

function renderCall(callee: string, tenant: string): unknown {
  if (callee === 'outside') return { cidr: `${gateway}/32`, ports: [Number(new URL(artifactsUrl).port)] };
  if (callee === 'monitoring') return { capability: 'metrics', ports: [8080] };
  return callee.startsWith(`${tenant}/`) ? callee.slice(tenant.length + 1) : callee;
}

/** True if a connection is allowed, computed from the calls and independently of Plinth. */
function isAllowed(calls: CallsByWorkload, caller: string, callee: string): boolean {
  return (calls[caller] ?? []).includes(callee) || (caller === 'ingress' && ingressWorkloads.includes(callee));
}

async function apply(context: ScenarioContext, calls: CallsByWorkload): Promise<void> {
  const output = join(context.folder, 'output');
  rmSync(output, { recursive: true, force: true });
  mkdirSync(output, { recursive: true });
  synth(renderPlatform(calls), { out: output });
  if (!existsSync(join(output, 'dist/order.json'))) throw new Error('nothing was written');
  for (const { folder, files = [] } of getReleases(readOutput(output), 'dc1'))
    for (const file of files)
      await kubectl(context, 'apply --server-side -f -', readFileSync(join(output, 'dist', folder, file), 'utf8'));
  for (const name of workloads.filter((workload) => workload !== 'shop/report')) {
    const [tenant = '', application = ''] = name.split('/');
    await kubectl(context, `-n ${tenant} rollout status deployment/${application} --timeout=120s`);
  }
  await kubectl(context, '-n shop wait --for=condition=Ready pod -l app.kubernetes.io/name=report --timeout=120s');
  for (const namespace of ['ingress', 'monitoring', 'elsewhere'])
    await kubectl(context, `-n ${namespace} wait --for=condition=Ready pod/bystander --timeout=120s`);
}

/** Adds routes to the pod networks of the hosts, as a router of the site would have. */
async function addPodRoutes(context: ScenarioContext): Promise<void> {
  await context.step('routes to pods from outside the cluster are added', async () => {
    for (const name of ['cp1', 'w1']) {
      const { stdout } = await kubectl(context, `get node ${name} -o jsonpath={.spec.podCIDR}`);
      await context.runInNetwork(['ip', 'route', 'replace', stdout.trim(), 'via', context.host(name).address]);
    }
  });
}

async function startEnforcer(context: ScenarioContext, file: string): Promise<void> {
  const image = { references: ['registry.lab.example/enforcer:1.0.0'], entrypoint: ['/enforcer'] };
  await context.importImage({ ...image, files: { '/enforcer': file } }, ['cp1', 'w1']);
  await kubectl(context, 'apply -f -', readFileSync(join(__dirname, 'kubeadm/enforcer.yaml'), 'utf8'));
  await kubectl(context, '-n kube-system rollout status daemonset/enforcer --timeout=90s');
}

/** Waits until exactly the allowed connections succeed, because the enforcer applies policies with a delay. */
async function expectConnections(context: ScenarioContext, calls: CallsByWorkload): Promise<void> {
  let lastProblem: unknown = '';
  const compareConnections = async () => {
    try {
      const { attempted, reached, differences } = await probeConnections(context);
      const differing = differences((caller, callee) => isAllowed(calls, caller, callee));
      if (differing.length === 0) return `${attempted} connections attempted, ${reached.length} succeeded`;
      lastProblem = `${differing.length} of ${attempted} connections differ:\n${differing.slice(0, 20).join('\n')}`;
    } catch (error) {
      lastProblem = error;
    }
    return undefined;
  };
  const summary = await waitFor(60, compareConnections, 'differs').catch(() => {
    throw lastProblem instanceof Error ? lastProblem : new Error(String(lastProblem));
  });
  console.log(`  ${summary}`);
}
