import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { charts } from '../../../constructs/components/storage/charts';
import type { Report } from '../../../tools/report';
import type { Api, KubernetesObject } from './api';
import { ApplyRun } from './apply';
import { findCrd } from './charts';
import { eventually, eventuallyPasses } from './check';
import { applyReleases } from './cluster-test';
import { synthesiseFile } from './examples';
import { expectForbidden } from './expect-forbidden';
import { getReleases, type Output } from './output';

const cluster = 'prod';
const namespace = 'rook';
const claim = { apiVersion: 'objectbucket.io/v1alpha1', kind: 'ObjectBucketClaim' } as const;

const image = 'registry.acme.example/shop/web:1.0.0';
const platform = {
  ...{ name: 'acme', domain: 'acme.example', environments: ['prod'] },
  clusters: {
    [cluster]: {
      ...{ kind: 'existing', environment: 'prod', kubeconfig: '~/.kube/config' },
      provides: { network: {}, 'network-policy': {}, dns: {}, certificates: {} },
      components: [
        { kind: 'external-secrets', store: { vault: { server: 'https://vault.acme.example', path: 'kv' } } },
        { kind: 'rook', buckets: true, sharedVolumes: true },
        { kind: 'loki', bucket: true },
      ],
    },
  },
  tenants: {
    shop: {
      clusters: [cluster],
      owners: 'shop-developers',
      applications: { web: { image, uses: { bucket: { env: { BUCKET: 'bucket' } } } } },
    },
    bank: { clusters: [cluster], owners: 'bank-developers' },
  },
};

/** Kinds of the objects that chart rook-ceph-cluster creates of a list in its values. */
const kindsOfLists = {
  cephBlockPools: 'CephBlockPool',
  cephFileSystems: 'CephFilesystem',
  cephObjectStores: 'CephObjectStore',
} as const;

/** Values of chart rook-ceph-cluster, as far as it copies them into objects. */
interface RookValues extends Readonly<
  Partial<Record<keyof typeof kindsOfLists, readonly { readonly name: string; readonly spec: object }[]>>
> {
  readonly cephClusterSpec: object;
}

/**
 * Tests the buckets of Rook on a real API server with the CRDs of its chart. Rook itself does not run: the test writes the Secret
 * that it creates for a claim.
 */
export async function testRookBuckets(
  report: Report,
  { api, scratch, kubernetes }: { readonly api: Api; readonly scratch: string; readonly kubernetes: string },
): Promise<void> {
  const folder = join(scratch, 'rook-buckets');
  const title = 'buckets of Rook: the API server accepts the claims of an application and of a component';
  if (findCrd({ ...claim, metadata: { name: '' } }) === undefined) {
    report.skip(title, 'no folder of PLINTH_CHARTS has the CRDs of chart rook-ceph');
    return;
  }
  const outputs: Output[] = [];
  const isApplied = await report.check(title, async () => {
    mkdirSync(folder, { recursive: true });
    const file = join(folder, 'platform.json');
    writeFileSync(file, JSON.stringify(platform));
    const output = await synthesiseFile(file, join(folder, 'output'));
    outputs.push(output);
    const run = new ApplyRun(api);
    await applyReleases({ label: 'rook', output, cluster, api, kubernetes }, run);
    run.throwRejections();
    const claims = run.objects.filter(({ kind }) => kind === claim.kind).map(({ metadata }) => metadata);
    const names = claims.map(({ namespace: space = '', name }) => `${space}/${name}`).sort();
    if (names.join() !== 'loki/loki-bucket,shop/web-bucket-claim') throw new Error(`claims: ${names.join(', ')}`);
  });
  if (!isApplied) return;
  await report.check(
    'buckets of Rook: the API server accepts the cluster, pools and object store of the values',
    async () => {
      for (const object of outputs.flatMap(listCephObjects)) {
        const crd = findCrd(object);
        if (!crd) throw new Error(`no CRD for ${object.kind}`);
        await api.apply(crd, { manager: 'lab' });
        await eventually(30, async () => ((await api.serves(object)) ? undefined : `${object.kind} is not served`));
        await api.apply(object, { dryRun: true });
      }
    },
  );
  await report.check(
    'buckets of Rook: External Secrets reads the keys of the claims of a namespace, and no other Secret',
    async () => {
      for (const name of ['web-bucket-claim', 'other']) await api.apply(renderSecret('shop', name), { manager: 'lab' });
      await api.apply(renderSecret('loki', 'loki-bucket'), { manager: 'lab' });
      const as = { user: 'system:serviceaccount:shop:bindings-bucket', groups: ['system:authenticated'] };
      await eventuallyPasses(10, async () => {
        await api.get('/api/v1/namespaces/shop/secrets/web-bucket-claim', as);
      });
      for (const path of ['shop/secrets/other', 'shop/secrets', 'loki/secrets/loki-bucket'])
        await expectForbidden(() => api.get(`/api/v1/namespaces/${path}`, as));
    },
  );
  await report.check(
    'buckets of Rook: a tenant can neither claim the bucket of another tenant nor change its own claim',
    async () => {
      const as = { user: 'eve', groups: ['bank-developers', 'system:authenticated'] };
      const spec = { bucketName: 'shop.web', storageClassName: `${namespace}-buckets` };
      const claims = (tenant: string) => `/apis/objectbucket.io/v1alpha1/namespaces/${tenant}/objectbucketclaims`;
      const stolen = { ...claim, metadata: { name: 'stolen', namespace: 'bank' }, spec };
      await expectForbidden(() => api.create(stolen, claims('bank'), { as, dryRun: true }));
      const owner = { ...as, groups: ['shop-developers', 'system:authenticated'] };
      const change = { spec: { bucketName: 'bank.ledger' } };
      await expectForbidden(() => api.dryRun('PATCH', `${claims('shop')}/web-bucket-claim`, change, owner));
    },
  );
}

/** Lists the objects that chart rook-ceph-cluster creates of its values. */
function listCephObjects(output: Output): readonly KubernetesObject[] {
  const release = getReleases(output, cluster).find(({ chart }) => chart?.name === charts.rookCephCluster.name);
  if (!release) throw new Error('the output has no release of chart rook-ceph-cluster');
  const file = join(output.folder, 'dist', release.folder, 'values.yaml');
  const values = parse(readFileSync(file, 'utf8')) as RookValues;
  const createObject = (kind: string, name: string, spec: object) =>
    ({ apiVersion: 'ceph.rook.io/v1', kind, metadata: { name, namespace }, spec }) as KubernetesObject;
  return [
    createObject('CephCluster', namespace, values.cephClusterSpec),
    ...Object.entries(kindsOfLists).flatMap(([list, kind]) =>
      (values[list as keyof typeof kindsOfLists] ?? []).map(({ name, spec }) => createObject(kind, name, spec)),
    ),
  ];
}

function renderSecret(space: string, name: string): KubernetesObject {
  const stringData = { AWS_ACCESS_KEY_ID: 'some', AWS_SECRET_ACCESS_KEY: 'some' };
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: space }, stringData };
}
