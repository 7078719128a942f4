import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kinds } from '../../../constructs/kinds';
import { tenantRelease } from '../../../constructs/tenants';
import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import { language } from '../../../src/language';
import { newestKubernetes } from '../../../tools/catalogue';
import { synthesizeObjects } from '../../support/rendered';
import type { Api, KubernetesObject } from '../cluster/api';
import { buildControlPlanePrograms, ControlPlane } from '../cluster/control-plane';
import { Daemon } from '../cluster/daemon';
import { preparePodScript } from '../cluster/pod-script';
import type { Check } from './check';

/** Program of Keto, which no registry has. */
export const ketoProgram = process.env.PLINTH_KETO;

const ports = { read: 24_160, write: 24_161, metrics: 24_162, opl: 24_163 } as const;
const namespace = 'ory';
const serverName = 'ory-relation-tuples';

const components = [{ kind: 'ory' }, { kind: 'argo-cd', repository: 'https://git.acme.example/platform.git' }];

const definition = {
  name: 'acme',
  domain: 'acme.example',
  environments: ['prod'],
  clusters: {
    prod: {
      ...{ kind: 'existing', environment: 'prod', kubeconfig: 'a.yaml', components },
      provides: { network: {}, 'network-policy': {}, dns: {}, ingress: {}, certificates: {} },
    },
  },
  tenants: {
    shop: {
      ...{ clusters: ['prod'], owners: 'shop-devs', viewers: ['auditors'] },
      products: {
        checkout: {
          ...{ namespaces: ['shop'], deployers: ['checkout-team'] },
          projects: { main: { repository: 'https://git.acme.example/checkout.git' } },
        },
      },
    },
    bank: { clusters: ['prod'], owners: 'bank-devs' },
  },
};

/** Tests the relation tuples of the definition in Keto, with a real API server and the permissions of the server. */
export async function testPermissions(check: Check, folder: string, program: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const plan = language(kinds).plan(definition).clusters[0] as ClusterPlan;
  const objects = listObjects(plan);
  const controlPlane = new ControlPlane(await buildControlPlanePrograms(newestKubernetes));
  const daemons: Daemon[] = [];
  try {
    await controlPlane.start({ nodes: 1 });
    const { api } = controlPlane;
    await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, { manager: 'lab' });
    for (const object of objects) await api.apply(object);
    daemons.push(await startKeto(objects, folder, program));
    daemons.push(await startServer(api, folder));
    await check('Keto: owners, viewers and deployers have the permissions of the definition', async () => {
      await waitFor('shop-devs', 'Tenant', 'shop', 'edit', true);
      const expected = [
        ['shop-devs', 'Tenant', 'shop', 'view', true],
        ['auditors', 'Tenant', 'shop', 'view', true],
        ['auditors', 'Tenant', 'shop', 'edit', false],
        ['bank-devs', 'Tenant', 'shop', 'view', false],
        ['checkout-team', 'Product', 'shop/checkout', 'deploy', true],
        ['auditors', 'Product', 'shop/checkout', 'view', true],
        ['shop-devs', 'Product', 'shop/checkout', 'deploy', false],
        ['bank-devs', 'Product', 'shop/checkout', 'view', false],
      ] as const;
      for (const [group, type, object, permission, allowed] of expected)
        if ((await isAllowed(group, type, object, permission)) !== allowed)
          throw new Error(`${group}: ${permission} of ${object} is ${allowed ? 'denied' : 'allowed'}`);
    });
    await check('Keto: tuples that the definition does not have are removed, and removed ones come back', async () => {
      await change('insert', 'bank-devs', 'shop');
      await change('delete', 'shop-devs', 'shop');
      await waitFor('bank-devs', 'Tenant', 'shop', 'edit', false);
      await waitFor('shop-devs', 'Tenant', 'shop', 'edit', true);
    });
    await check('Keto: the tuples of a removed tenant are removed', async () => {
      await waitFor('bank-devs', 'Tenant', 'bank', 'edit', true);
      const removed = objects.find(({ metadata }) => metadata.name === 'relation-tuples-bank');
      if (removed) await api.delete(removed);
      await waitFor('bank-devs', 'Tenant', 'bank', 'edit', false);
      if (!(await isAllowed('shop-devs', 'Tenant', 'shop', 'edit'))) throw new Error('another tenant has none');
    });
    await check('Keto: the server may read ConfigMaps of its namespace, and nothing else', async () => {
      const as = { user: `system:serviceaccount:${namespace}:${serverName}`, groups: ['system:authenticated'] };
      for (const path of [`/api/v1/namespaces/${namespace}/secrets`, '/api/v1/namespaces/default/configmaps'])
        if (
          await api.get(path, as).then(
            () => true,
            () => false,
          )
        )
          throw new Error(`${path} is allowed`);
    });
  } finally {
    for (const daemon of daemons) daemon.stop();
    controlPlane.stop();
  }
}

/** Returns the objects of the server and the relation tuples of tenants. */
function listObjects(plan: ClusterPlan): readonly KubernetesObject[] {
  const releases = plan.releases.filter(({ name }) => name === serverName || name === 'ory-keto-permissions');
  const adds = [
    ...releases.flatMap((release) => ('objects' in release ? Object.values(release.objects) : [])),
    ...plan.tenants.flatMap((tenant) => Object.values(tenantRelease(tenant, plan.clusterInfo).objects)),
  ];
  const objects = adds.flatMap((add) => synthesizeObjects(add)) as unknown as readonly KubernetesObject[];
  return objects.filter(({ kind, metadata }) => metadata.namespace === namespace && kind !== 'Deployment');
}

function readConfigMap(objects: readonly KubernetesObject[], name: string, key: string): string {
  const configMap = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === name);
  return (configMap as unknown as { readonly data: Readonly<Record<string, string>> }).data[key] ?? '';
}

async function startKeto(objects: readonly KubernetesObject[], folder: string, program: string): Promise<Daemon> {
  const model = join(folder, 'permissions.keto.ts');
  writeFileSync(model, readConfigMap(objects, 'ory-keto-permissions', 'permissions.keto.ts'));
  const serve = Object.fromEntries(Object.entries(ports).map(([name, port]) => [name, { host: '127.0.0.1', port }]));
  const file = join(folder, 'keto.json');
  writeFileSync(file, JSON.stringify({ dsn: 'memory', serve, namespaces: { location: `file://${model}` } }));
  const keto = new Daemon('keto', program, ['serve', '--config', file], join(folder, 'keto.log'), {
    SQA_OPT_OUT: 'true',
  });
  await keto.waitUntil(async () => (await fetch(`http://127.0.0.1:${ports.read}/health/ready`)).ok, 120);
  return keto;
}

async function startServer(api: Api, folder: string): Promise<Daemon> {
  const script = await preparePodScript(api, { namespace, name: serverName, file: 'permissions.mjs' }, folder);
  return new Daemon(serverName, process.execPath, [script.file], join(folder, 'server.log'), {
    ...script.env,
    INTERVAL_SECONDS: '0.5',
    KETO_READ_URL: `http://127.0.0.1:${ports.read}`,
    KETO_WRITE_URL: `http://127.0.0.1:${ports.write}`,
  });
}

type Type = 'Tenant' | 'Product';

/** Asks Keto whether a group has a permission, as an application does. */
async function isAllowed(group: string, type: Type, object: string, permission: string): Promise<boolean> {
  const response = await fetch(`http://127.0.0.1:${ports.read}/relation-tuples/check/openapi`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      ...{ namespace: type, object, relation: permission },
      subject_set: { namespace: 'Group', object: group, relation: 'members' },
    }),
  });
  if (!response.ok) throw new Error(`Keto responds with ${response.status}: ${await response.text()}`);
  return ((await response.json()) as { readonly allowed: boolean }).allowed;
}

async function waitFor(group: string, type: Type, object: string, permission: string, expected: boolean) {
  for (let attempt = 0; attempt < 120; attempt++) {
    if ((await isAllowed(group, type, object, permission)) === expected) return;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`${group}: ${permission} of ${object} stays ${expected ? 'denied' : 'allowed'}`);
}

/** Changes the owners of a tenant in Keto, as an administrator could. */
async function change(action: 'insert' | 'delete', group: string, tenant: string): Promise<void> {
  const tuple = {
    ...{ namespace: 'Tenant', object: tenant, relation: 'owners' },
    subject_set: { namespace: 'Group', object: group, relation: 'members' },
  };
  const response = await fetch(`http://127.0.0.1:${ports.write}/admin/relation-tuples`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([{ action, relation_tuple: tuple }]),
  });
  if (!response.ok) throw new Error(`Keto responds with ${response.status}: ${await response.text()}`);
}
