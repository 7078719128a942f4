import { z } from 'zod';
import { existing } from '../../../constructs/clusters';
import { cloudNativePg, externalSecrets, flannel, localPath, ory, traefik } from '../../../constructs/components';
import { componentKind } from '../../../src/kinds/component-kind';
import type { ClusterPlan, PlannedRelease } from '../../../src/kinds/cluster-plan';
import { isChartRelease, type ObjectRelease } from '../../../src/kinds/release';
import { language } from '../../../src/language';
import { formatProblem, valueAtPath } from '../../../src/schema/problem';
import { getObject, synthesizeObjects, type RenderedObject } from '../../support/rendered';

const oryLanguage = language([existing, flannel, localPath, externalSecrets, cloudNativePg, ory, traefik]);

interface Variant {
  readonly ory?: object;
  readonly components?: readonly object[];
}

function definition({ ory: options = {}, components = [cloudNativePg()] }: Variant) {
  return {
    name: 'acme',
    domain: 'acme.example',
    environments: ['prod'],
    clusters: {
      a: {
        ...{ kind: 'existing', environment: 'prod', kubeconfig: 'a.yaml' },
        provides: { dns: {}, 'load-balancer': {} },
        components: [
          ...[flannel(), localPath(), traefik()],
          externalSecrets({ store: { vault: { server: 'https://vault.acme.example', path: 'kv' } } }),
          ...components,
          { ...ory(), oathkeeper: { enabled: false }, ...options },
        ],
      },
    },
  };
}

const planCluster = (variant: Variant = {}) => oryLanguage.plan(definition(variant)).clusters[0] as ClusterPlan;
const cluster = planCluster();

function getRelease(name: string, plan = cluster): PlannedRelease {
  const release = plan.releases.find((candidate) => candidate.name === name);
  if (!release) throw new Error(`no release ${name}`);
  return release;
}

const renderObjects = (): readonly RenderedObject[] => {
  const { objects } = getRelease('cloudnative-pg-platform') as PlannedRelease & ObjectRelease;
  return Object.values(objects).flatMap((add) => synthesizeObjects(add));
};

const chartValue = (name: string, path: string, plan = cluster) => {
  const release = getRelease(name, plan);
  return isChartRelease(release) ? valueAtPath(release.values, path.split('.')) : undefined;
};

test('a component has its databases, with their owners and Secrets, from the provider of the capability', () => {
  const objects = renderObjects();
  const namesOf = (kind: string) =>
    objects.filter((object) => object.kind === kind).map(({ metadata }) => metadata.name);
  expect(namesOf('Cluster')).toEqual(['postgresql']);
  expect(objects.filter(({ kind }) => kind === 'Database').map(({ spec }) => valueAtPath(spec, ['owner']))).toEqual([
    'ory-kratos',
    'ory-hydra',
    'ory-keto',
  ]);
  expect(namesOf('ExternalSecret')).toEqual(
    expect.arrayContaining(['ory-kratos-database', 'ory-hydra-database', 'ory-keto-database']),
  );
  expect(new Set(objects.map(({ metadata }) => metadata.namespace))).toEqual(new Set(['ory']));
});

test('pods of the component, and its jobs, read the URL from the Secret of the provider', () => {
  for (const service of ['kratos', 'hydra', 'keto']) {
    expect(chartValue(`ory-${service}`, 'deployment.extraEnv')).toEqual([
      { name: 'DSN', valueFrom: { secretKeyRef: { name: `ory-${service}-database`, key: 'uri' } } },
    ]);
    expect(chartValue(`ory-${service}`, 'deployment.extraVolumes')).toContainEqual({
      name: 'database',
      secret: { secretName: `ory-${service}-database` },
    });
    // The charts give these lists to the job too, unless it has an environment of its own.
    expect(chartValue(`ory-${service}`, 'job.extraEnv')).toBeUndefined();
  }
  expect(chartValue('ory-keto', 'deployment.extraVolumes')).toHaveLength(2);
});

test('databases exist before the jobs that migrate their schemas', () => {
  for (const service of ['kratos', 'hydra', 'keto'])
    expect(getRelease(`ory-${service}`).after).toContain('cloudnative-pg-platform');
  expect(getRelease('cloudnative-pg-platform').after).toContain('cloudnative-pg');
});

test('the server admits the pods of the component and their jobs, which may connect to it', () => {
  const policy = getObject(renderObjects(), 'NetworkPolicy').spec as object;
  const names = JSON.stringify(policy).match(/"app.kubernetes.io\/name":"[a-z-]+"/g);
  expect(names?.map((name) => name.split('"')[3])).toEqual([
    'kratos',
    'kratos-automigrate',
    'hydra',
    'ory-hydra-automigrate',
    'keto',
    'ory-keto-automigrate',
  ]);
  const rules = cluster.namespaces.find(({ name }) => name === 'ory')?.networkRules ?? {};
  expect(rules['ory-hydra-uses-1']).toEqual({
    podLabels: { 'app.kubernetes.io/name': 'ory-hydra-automigrate' },
    ingress: [],
    egress: [{ peer: { namespace: 'ory', podLabels: { 'cnpg.io/cluster': 'postgresql' } }, ports: [5432] }],
  });
});

test('no person creates a URL of a database, and pods are restarted when its password changes', () => {
  const secrets = cluster.secrets.filter(({ namespace }) => namespace === 'ory');
  expect(secrets.filter(({ source }) => source.includes('dsn'))).toEqual([]);
  expect(secrets.find(({ name }) => name === 'ory-keto-database')).toMatchObject({
    owner: "component 'ory'",
    source: 'created by the provider of database',
    rotation: 'restarts Deployment ory-keto',
  });
  expect(secrets.map(({ name }) => name)).not.toContain('keto');
});

test('without a provider, and on request, the URLs are keys of the Secrets of the services', () => {
  for (const plan of [planCluster({ components: [] }), planCluster({ ory: { databases: 'secrets' } })]) {
    expect(chartValue('ory-kratos', 'deployment.extraEnv', plan)).toBeUndefined();
    expect(plan.releases.map(({ name }) => name)).not.toContain('cloudnative-pg-platform');
    expect(plan.secrets.find(({ name }) => name === 'keto')).toMatchObject({ keys: ['dsn'] });
  }
});

test('databases of two issuers on a cluster do not meet', () => {
  const plan = planCluster({ components: [cloudNativePg(), { ...ory(), name: 'partner', realm: true }] });
  const secrets = plan.secrets.filter(({ name }) => name.endsWith('-kratos-database'));
  expect(secrets.map(({ namespace, name }) => `${namespace}/${name}`)).toEqual([
    'ory/ory-kratos-database',
    'partner/partner-kratos-database',
  ]);
});

test('a provider that is required and missing, and values that replace the URL, are errors', () => {
  const listErrors = (variant: Variant) =>
    oryLanguage
      .check(definition(variant))
      .filter(({ severity }) => severity === 'error')
      .map((problem) => formatProblem(problem));
  expect(listErrors({ components: [], ory: { databases: 'provided' } })).toEqual([
    expect.stringContaining("requires 'database' (databases on request), which nothing on cluster 'a' provides"),
  ]);
  const values = { deployment: { extraEnv: [{ name: 'LOG_LEVEL', value: 'debug' }] } };
  expect(listErrors({ ory: { hydra: { values } } })).toEqual([
    expect.stringContaining('replaces the list by which the pods read the URL of their database'),
  ]);
});

test('databases on request are an error where `provides` of the cluster is all that has them', () => {
  const base = definition({ components: [], ory: { databases: 'provided' } });
  const { a } = base.clusters;
  const clusters = { a: { ...a, provides: { ...a.provides, database: {} } } };
  expect(oryLanguage.check({ ...base, clusters }).map((problem) => formatProblem(problem))).toContainEqual(
    expect.stringContaining('needs a component that creates databases with their users'),
  );
});

describe('a provider of databases that is added to a cluster whose component has its databases by Secrets', () => {
  const previous = definition({ components: [] });

  it('is an error until the definition writes where the databases are', () => {
    expect(() => oryLanguage.plan(definition({}), previous)).toThrow(
      "clusters.a.components[ory].databases: is provided by default with the components of the cluster, and the data of the running component is in secrets; write 'secrets' to keep its data, or copy the data and write 'provided'",
    );
  });

  it.each([
    ['secrets', undefined],
    ['provided', expect.stringContaining('does not find its data')],
  ])('is a change with `databases: %s`, and its risk', (databases, risk) => {
    const { changes } = oryLanguage.plan(definition({ ory: { databases } }), previous);
    const change = changes.find(({ action }) => action === 'change');
    expect(change?.path).toEqual(['clusters', 'a', 'components', '[ory]']);
    expect(change?.risk).toEqual(risk);
  });
});

test('databases of components of two clusters in one environment, in the stack of the environment, are an error', () => {
  const cloudDatabases = componentKind({
    kind: 'cloud-databases',
    summary: 'Databases in a stack.',
    schema: z.strictObject({}),
    provides: () => ({
      database: {
        endpoint: { api: 'postgresql', bindingKeys: ['uri'] },
        forTenant: () => ({ terraformReleases: [{ name: 'database', stack: 'data', add: () => undefined }] }),
      },
    }),
    releases: () => [],
  });
  const cloud = language([existing, flannel, localPath, externalSecrets, cloudDatabases, ory, traefik]);
  const listErrors = (options: object) => {
    const base = definition({ components: [cloudDatabases()] });
    const other = definition({ components: [cloudDatabases()], ory: options }).clusters.a;
    return cloud
      .check({ ...base, clusters: { ...base.clusters, b: other } })
      .map((problem) => formatProblem(problem))
      .filter((text) => text.includes('so that each has data of its own'));
  };
  expect(listErrors({})).toEqual([
    expect.stringContaining("has its data in the environment 'prod', as the component of this name of cluster 'a'"),
  ]);
  expect(listErrors({ name: 'login' })).toEqual([]);
  expect(listErrors({ databases: 'secrets' })).toEqual([]);
});
