import fc from 'fast-check';
import { parse as parseYaml, stringify } from 'yaml';
import { testing } from '../support/kinds';
import { isAboutSharedClusters } from '../support/shared-clusters';
import { platforms } from '../support/platforms';

const runs = { numRuns: 40 };

describe('the plan of any accepted platform', () => {
  it('has no errors, and no warnings but those about shared clusters', () => {
    fc.assert(
      fc.property(platforms(), (platform) => {
        expect(testing.check(platform).filter((problem) => !isAboutSharedClusters(problem))).toEqual([]);
      }),
      runs,
    );
  });

  it('puts CRDs and providers before the releases that require them', () => {
    fc.assert(
      fc.property(platforms(), (platform) => {
        for (const { releases } of testing.plan(platform).clusters) {
          const names = releases.map((release) => release.name);
          for (const [position, { after }] of releases.entries()) {
            for (const earlier of after) expect(names.slice(0, position)).toContain(earlier);
          }
          const components = releases.map(({ component }) => component);
          if (components.includes('names')) expect(components.indexOf('net')).toBeLessThan(components.indexOf('names'));
          const crdRelease = releases.find(({ crds }) => crds);
          for (const release of releases.filter(({ phase, crds }) => phase === 'platform' && !crds))
            if (crdRelease) expect(release.after).toContain(crdRelease.name);
        }
      }),
      runs,
    );
  });

  it('does not depend on the order of components in the definition', () => {
    fc.assert(
      fc.property(platforms(), (platform) => {
        const reversed = {
          ...platform,
          clusters: Object.fromEntries(
            Object.entries(platform.clusters).map(([name, cluster]) => [
              name,
              { ...cluster, components: [...(cluster.components ?? [])].reverse() },
            ]),
          ),
        };
        const releasesAndNamespaces = (definition: unknown) =>
          testing
            .plan(definition)
            .clusters.map(({ releases, namespaces }) => [
              releases.map(({ name, phase, after }) => [name, phase, after]),
              namespaces,
            ]);
        expect(releasesAndNamespaces(reversed)).toEqual(releasesAndNamespaces(platform));
      }),
      runs,
    );
  });

  it('has each tenant on exactly its clusters', () => {
    fc.assert(
      fc.property(platforms(), (platform) => {
        const plan = testing.plan(platform);
        for (const [name, { clusters, applications = {} }] of Object.entries(platform.tenants)) {
          const tenantClusters = plan.clusters.filter(({ tenants }) => tenants.some((tenant) => tenant.name === name));
          expect(tenantClusters.map((cluster) => cluster.name).sort()).toEqual([...clusters].sort());
          for (const { tenants } of tenantClusters) {
            const tenant = tenants.find((candidate) => candidate.name === name);
            expect(tenant?.applications.map((application) => application.name)).toEqual(Object.keys(applications));
          }
        }
      }),
      runs,
    );
  });

  it('has each connection in the plans of both its workloads', () => {
    fc.assert(
      fc.property(platforms(), (platform) => {
        for (const { tenants } of testing.plan(platform).clusters) {
          const applications = tenants.flatMap((tenant) => tenant.applications);
          const egress = applications.flatMap(({ tenant, name, calls }) =>
            calls.map((callee) => `${tenant}/${name} -> ${callee.tenant}/${callee.application}`),
          );
          const ingress = applications.flatMap(({ tenant, name, calledBy }) =>
            calledBy.map((caller) => `${caller.tenant}/${caller.application} -> ${tenant}/${name}`),
          );
          expect(egress.sort()).toEqual(ingress.sort());
        }
      }),
      runs,
    );
  });

  it('is the same from TypeScript, YAML and JSON', () => {
    fc.assert(
      fc.property(platforms(), (platform) => {
        const plan = withoutFunctions(testing.plan(platform));
        expect(withoutFunctions(testing.plan(parseYaml(stringify(platform))))).toEqual(plan);
        expect(withoutFunctions(testing.plan(JSON.parse(JSON.stringify(platform))))).toEqual(plan);
      }),
      runs,
    );
  });

  it('contains no changes if the previous definition is the same', () => {
    fc.assert(
      fc.property(platforms(), (platform) => {
        expect(testing.plan(platform, platform).changes).toEqual([]);
      }),
      runs,
    );
  });

  it('does not modify the definition', () => {
    fc.assert(
      fc.property(platforms(), (platform) => {
        const serialized = JSON.stringify(platform);
        testing.plan(platform, platform);
        expect(JSON.stringify(platform)).toBe(serialized);
      }),
      runs,
    );
  });
});

/** Removes the functions that add objects to a scope: each plan has new ones. */
function withoutFunctions(plan: unknown): unknown {
  return JSON.parse(JSON.stringify(plan));
}

describe('a plan', () => {
  const plan = (definition: unknown) => testing.plan(definition);
  const base = {
    name: 'p',
    domain: 'p.example',
    environments: ['dev'],
    clusters: { c: { kind: 'rented', environment: 'dev', serviceCidr: '10.96.0.0/16' } },
  };

  it('assigns the tenth address of the service range to the cluster DNS', () => {
    expect(plan(base).clusters[0]?.clusterInfo.dnsAddress).toBe('10.96.0.10');
    const ipv6 = {
      ...base,
      clusters: { c: { kind: 'rented', environment: 'dev', podCidr: 'fd00:1::/64', serviceCidr: 'fd00:2::/112' } },
    };
    expect(plan(ipv6).clusters[0]?.clusterInfo.dnsAddress).toBe('fd00:2::a');
  });

  it('sets the least restrictive Pod Security level of the releases in a namespace', () => {
    const components = [
      { kind: 'gate', name: 'shared' },
      { kind: 'disk', name: 'd' },
    ];
    const { namespaces } =
      plan({ ...base, clusters: { c: { kind: 'rented', environment: 'dev', components } } }).clusters[0] ?? {};
    expect(namespaces?.map(({ name, podSecurity }) => [name, podSecurity])).toEqual([
      ['disk', 'privileged'],
      ['shared', 'baseline'],
    ]);
  });

  it('isolates the pods of a namespace where one of its releases requires it', () => {
    const components = [{ kind: 'disk' }, { kind: 'watch' }];
    const { namespaces } =
      plan({ ...base, clusters: { c: { kind: 'rented', environment: 'dev', components } } }).clusters[0] ?? {};
    expect(namespaces?.filter(({ isolatePods }) => isolatePods).map(({ name }) => name)).toEqual(['watch']);
  });

  it('applies options of an environment to its clusters only', () => {
    const clusters = {
      a: { kind: 'rented', environment: 'dev' },
      b: { kind: 'rented', environment: 'prod' },
    };
    const web = { image: 'i.example/web:1', replicas: 1, perEnvironment: { prod: { replicas: 5 } } };
    const tenants = { shop: { clusters: ['a', 'b'], owners: 'devs', applications: { web } } };
    const clusterPlans = plan({ ...base, environments: ['dev', 'prod'], clusters, tenants }).clusters;
    expect(clusterPlans.map((cluster) => cluster.tenants[0]?.applications[0]?.options.replicas)).toEqual([1, 5]);
  });

  it('contains nothing on a cluster that is to be removed', () => {
    const clusters = { c: { kind: 'rented', environment: 'dev', state: 'removed', components: [{ kind: 'disk' }] } };
    expect(plan({ ...base, clusters }).clusters[0]).toMatchObject({ removed: true, releases: [], tenants: [] });
  });
});
