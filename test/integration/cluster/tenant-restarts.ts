import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { existing } from '../../../constructs/clusters';
import { externalSecrets } from '../../../constructs/components';
import { kinds } from '../../../constructs/kinds';
import { renderObjects } from '../../../constructs/kubernetes/manifest';
import { language } from '../../../src/language';
import { listDeliverySteps } from '../../../stacks/delivery-steps';
import { run } from '../../../tools/command';
import type { Report } from '../../../tools/report';
import type { Api, KubernetesObject } from './api';
import { eventuallyPasses } from './check';
import { expectForbidden } from './expect-forbidden';
import { preparePodScript } from './pod-script';

const operator = 'external-secrets';
const name = `${operator}-tenant-restarts`;

/**
 * Tests that applications of tenants are restarted when a Secret changes that they have as variables: the script of the
 * CronJob, with the permissions of its ServiceAccount, on a real API server. Nothing runs the CronJob itself.
 */
export async function testTenantRestarts(report: Report, api: Api, scratch: string): Promise<void> {
  const folder = join(scratch, 'tenant-restarts');
  mkdirSync(folder, { recursive: true });
  const digestOf = async (application: string) => {
    const { metadata } = (await readDeployment(api, application)).spec.template;
    return metadata.annotations?.['plinth.dev/secrets-digest'];
  };
  await report.check(
    'restarts: an application is restarted when a Secret has other values, and no other one',
    async () => {
      await applyPlatform(api);
      const runScript = await prepareScript(api, folder);
      await eventuallyPasses(30, runScript);
      if ((await digestOf('web')) !== undefined) throw new Error('the first run has restarted an application');
      await applySecret(api, 'keys', 'second');
      await runScript();
      const digest = await digestOf('web');
      if (digest === undefined) throw new Error('the application was not restarted');
      if ((await digestOf('files')) !== undefined) throw new Error('an application that reads files was restarted');
      await runScript();
      if ((await digestOf('web')) !== digest) throw new Error('the application was restarted again');
    },
  );
  await report.check('restarts: the CronJob reads no other Secret, and changes no other application', async () => {
    await applySecret(api, 'other', 'value');
    const as = { user: `system:serviceaccount:${operator}:${name}`, groups: ['system:authenticated'] };
    await expectForbidden(() => api.get('/api/v1/namespaces/shop/secrets/other', as));
    await expectForbidden(() => api.get('/api/v1/namespaces/shop/secrets', as));
    await expectForbidden(() => api.get(`/api/v1/namespaces/${operator}/secrets`, as));
    for (const path of ['shop/deployments/files', 'bank/deployments/ledger'])
      await expectForbidden(() => api.dryRun('PATCH', `/apis/apps/v1/namespaces/${path}`, {}, as));
  });
}

function planPlatform() {
  const image = 'registry.acme.example/shop/web:1';
  const store = { vault: { server: 'https://vault.acme.example', path: 'kv' } };
  const [cluster] = language(kinds).plan({
    name: 'acme',
    domain: 'acme.example',
    environments: ['prod'],
    clusters: {
      prod: existing({
        environment: 'prod',
        kubeconfig: 'kubeconfig/prod',
        provides: { network: {}, 'network-policy': {}, dns: {} },
        components: [externalSecrets({ store })],
      }),
    },
    tenants: {
      shop: {
        clusters: ['prod'],
        owners: 'shop-developers',
        applications: {
          web: { image, env: { KEY: { secret: 'keys', key: 'key' } } },
          files: { image, files: { '/var/run/secrets/keys': { secret: 'keys' } } },
        },
      },
      bank: { clusters: ['prod'], owners: 'bank-developers', applications: { ledger: { image } } },
    },
  }).clusters;
  if (!cluster) throw new Error('the platform has no cluster');
  return cluster;
}

const appliedKinds = ['Namespace', 'ServiceAccount', 'Role', 'RoleBinding', 'ConfigMap', 'Deployment'];

async function applyPlatform(api: Api): Promise<void> {
  const objects = listDeliverySteps(planPlatform()).flatMap(({ release }) =>
    'objects' in release
      ? (Object.values(release.objects).flatMap(renderObjects) as unknown as KubernetesObject[])
      : [],
  );
  for (const namespace of [operator, 'shop', 'bank'])
    await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, { manager: 'lab' });
  for (const object of objects.filter(({ kind }) => appliedKinds.includes(kind))) await api.apply(object);
  await applySecret(api, 'keys', 'first');
}

async function applySecret(api: Api, secret: string, value: string): Promise<void> {
  const metadata = { name: secret, namespace: 'shop' };
  await api.apply({ apiVersion: 'v1', kind: 'Secret', metadata, stringData: { key: value } }, { manager: 'lab' });
}

/** Returns a function that runs the script of the CronJob once, with the token of its ServiceAccount. */
async function prepareScript(api: Api, folder: string): Promise<() => Promise<void>> {
  const script = await preparePodScript(api, { namespace: operator, name, file: 'restart-workloads.mjs' }, folder);
  const env = {
    ...script.env,
    WORKLOADS_FILE: join(dirname(script.file), 'workloads.json'),
    ...{ WORKLOADS_NAMESPACE: operator, WORKLOADS_SELECTOR: 'plinth.dev/restarts=tenant' },
  };
  return async () => {
    await run(process.execPath, [script.file], { env });
  };
}

async function readDeployment(api: Api, deployment: string) {
  return (await api.get(`/apis/apps/v1/namespaces/shop/deployments/${deployment}`)) as {
    readonly spec: {
      readonly template: { readonly metadata: { readonly annotations?: Readonly<Record<string, string>> } };
    };
  };
}
