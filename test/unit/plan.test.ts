import fc from 'fast-check';
import { parse as parseYaml, stringify } from 'yaml';
import { testing } from '../support/kinds';
import { platforms } from '../support/platforms';

const runs = { numRuns: 60 };

describe('the plan of any accepted platform', () => {
  it('has no mistakes in it', () => {
    fc.assert(
      fc.property(platforms(), (platform) => {
        expect(testing.check(platform)).toEqual([]);
      }),
      runs,
    );
  });

  it('puts providers before those that require them, for any written order', () => {
    fc.assert(
      fc.property(platforms(), (platform) => {
        for (const { releases } of testing.plan(platform).clusters) {
          const names = releases.map((release) => release.name);
          for (const [position, { after }] of releases.entries()) {
            for (const earlier of after) expect(names.slice(0, position)).toContain(earlier);
          }
          const at = (component: string) => releases.findIndex((release) => release.component.startsWith(component));
          const inOrder = ['net', 'names', 'watch'].map(at).filter((position) => position >= 0);
          const [crds, rest] = [releases.find(({ crds: only }) => only), releases.filter(({ crds: only }) => !only)];
          const [net, names_] = inOrder;
          if (net !== undefined && names_ !== undefined) expect(net).toBeLessThan(names_);
          for (const release of rest.filter(({ phase }) => phase === 'platform'))
            if (crds) expect(release.after).toContain(crds.name);
        }
      }),
      runs,
    );
  });

  it('does not depend on the order in which components were written', () => {
    fc.assert(
      fc.property(platforms(), (platform) => {
        const turned = {
          ...platform,
          clusters: Object.fromEntries(
            Object.entries(platform.clusters).map(([name, cluster]) => [
              name,
              { ...cluster, components: [...(cluster.components ?? [])].reverse() },
            ]),
          ),
        };
        const released = (description: unknown) =>
          testing
            .plan(description)
            .clusters.map(({ releases, namespaces }) => [
              releases.map(({ name, phase, after }) => [name, phase, after]),
              namespaces,
            ]);
        expect(released(turned)).toEqual(released(platform));
      }),
      runs,
    );
  });

  it('has each tenant exactly where it was put', () => {
    fc.assert(
      fc.property(platforms(), (platform) => {
        const plan = testing.plan(platform);
        for (const [name, { clusters, applications = {} }] of Object.entries(platform.tenants)) {
          const on = plan.clusters.filter(({ tenants }) => tenants.some((tenant) => tenant.name === name));
          expect(on.map((cluster) => cluster.name).sort()).toEqual([...clusters].sort());
          for (const { tenants } of on) {
            const planned = tenants.find((tenant) => tenant.name === name)?.applications.map((one) => one.name);
            expect(planned).toEqual(Object.keys(applications));
          }
        }
      }),
      runs,
    );
  });

  it('connects only those that both sides name', () => {
    fc.assert(
      fc.property(platforms(), (platform) => {
        for (const { tenants } of testing.plan(platform).clusters) {
          const all = tenants.flatMap(({ applications }) => applications);
          const ends = (key: 'calls' | 'calledBy') =>
            all.flatMap((one) =>
              one[key].map(({ tenant, application }) => {
                const [from, to] = [`${one.tenant}/${one.name}`, `${tenant}/${application}`];
                return key === 'calls' ? `${from} -> ${to}` : `${to} -> ${from}`;
              }),
            );
          expect(ends('calls').sort()).toEqual(ends('calledBy').sort());
        }
      }),
      runs,
    );
  });

  it('is the same from TypeScript, YAML and JSON', () => {
    fc.assert(
      fc.property(platforms(), (platform) => {
        const plan = shape(testing.plan(platform));
        expect(shape(testing.plan(parseYaml(stringify(platform))))).toEqual(plan);
        expect(shape(testing.plan(JSON.parse(JSON.stringify(platform))))).toEqual(plan);
      }),
      runs,
    );
  });

  it('has no changes against itself', () => {
    fc.assert(
      fc.property(platforms(), (platform) => {
        expect(testing.plan(platform, platform).changes).toEqual([]);
      }),
      runs,
    );
  });

  it('keeps changing nothing in what it was given', () => {
    fc.assert(
      fc.property(platforms(), (platform) => {
        const before = JSON.stringify(platform);
        testing.plan(platform, platform);
        expect(JSON.stringify(platform)).toBe(before);
      }),
      runs,
    );
  });
});

/** Functions that draw objects are made anew for each plan; everything else is data. */
function shape(plan: unknown): unknown {
  return JSON.parse(JSON.stringify(plan));
}

describe('a plan', () => {
  const plan = (description: unknown) => testing.plan(description);
  const base = {
    name: 'p',
    domain: 'p.example',
    environments: ['dev'],
    clusters: { c: { kind: 'rented', environment: 'dev', serviceCidr: '10.96.0.0/16' } },
  };

  it('gives the cluster DNS the tenth address of the service range', () => {
    expect(plan(base).clusters[0]?.clusterInfo.dnsAddress).toBe('10.96.0.10');
    const six = {
      ...base,
      clusters: { c: { kind: 'rented', environment: 'dev', podCidr: 'fd00:1::/64', serviceCidr: 'fd00:2::/112' } },
    };
    expect(plan(six).clusters[0]?.clusterInfo.dnsAddress).toBe('fd00:2::a');
  });

  it('lets the most demanding release of a namespace decide its Pod Security', () => {
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

  it('keeps the pods of a namespace apart where one of its releases asks for it', () => {
    const components = [{ kind: 'disk' }, { kind: 'watch' }];
    const { namespaces } =
      plan({ ...base, clusters: { c: { kind: 'rented', environment: 'dev', components } } }).clusters[0] ?? {};
    expect(namespaces?.filter(({ isolatePods }) => isolatePods).map(({ name }) => name)).toEqual(['watch']);
  });

  it('lays what differs in an environment over an application there, and nowhere else', () => {
    const clusters = {
      a: { kind: 'rented', environment: 'dev' },
      b: { kind: 'rented', environment: 'prod' },
    };
    const web = { image: 'i.example/web:1', replicas: 1, perEnvironment: { prod: { replicas: 5 } } };
    const tenants = { shop: { clusters: ['a', 'b'], owners: 'devs', applications: { web } } };
    const planned = plan({ ...base, environments: ['dev', 'prod'], clusters, tenants }).clusters;
    expect(planned.map((cluster) => cluster.tenants[0]?.applications[0]?.options.replicas)).toEqual([1, 5]);
  });

  it('plans nothing on a cluster that is to be removed', () => {
    const clusters = { c: { kind: 'rented', environment: 'dev', state: 'removed', components: [{ kind: 'disk' }] } };
    expect(plan({ ...base, clusters }).clusters[0]).toMatchObject({ removed: true, releases: [], tenants: [] });
  });
});
