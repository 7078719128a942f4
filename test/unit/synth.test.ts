import fc from 'fast-check';
import { additionalTenant, platforms } from '../support/platforms';
import { expectOnlyAdded } from '../support/locality';
import { synthesised } from '../support/output-files';

const runs = { numRuns: 5 };
jest.setTimeout(60_000);

describe('the output of any accepted platform', () => {
  it('is made without a throw, and is the same each time', () => {
    fc.assert(
      fc.property(platforms(), (platform) => {
        expect(synthesised(platform)).toEqual(synthesised(platform));
      }),
      runs,
    );
  });

  it('changes in no byte of what is there when a tenant is added, but for lists, which gain', () => {
    fc.assert(
      fc.property(platforms(), (platform) => {
        const { name, tenant } = additionalTenant(platform);
        const before = synthesised(platform);
        const after = synthesised({ ...platform, tenants: { ...platform.tenants, [name]: tenant } });
        expectOnlyAdded(name, before, after);
      }),
      runs,
    );
  });

  it('stands where its record says, and nowhere else', () => {
    fc.assert(
      fc.property(platforms({ maxTenants: 2 }), (platform) => {
        const files = synthesised(platform);
        expect((files['dist/files.txt'] ?? '').trim().split('\n')).toEqual(Object.keys(files).sort());
      }),
      runs,
    );
  });

  it('names every release in the order of apply, after those that it needs', () => {
    fc.assert(
      fc.property(platforms({ maxTenants: 2 }), (platform) => {
        const files = synthesised(platform);
        const order = JSON.parse(files['dist/order.json'] ?? '') as Order;
        for (const { releases } of Object.values(order.clusters)) {
          for (const [position, { name, after, folder, chart, files: manifests = [] }] of releases.entries()) {
            const earlier = releases.slice(0, position).map((release) => release.name);
            expect(earlier).toEqual(expect.arrayContaining([...after]));
            expect(earlier).not.toContain(name);
            for (const manifest of manifests) expect(files).toHaveProperty([`dist/${folder}/${manifest}`]);
            expect(chart === undefined).toBe(manifests.length > 0);
          }
        }
      }),
      runs,
    );
  });
});

interface Order {
  readonly clusters: Readonly<
    Record<
      string,
      {
        readonly releases: readonly {
          readonly name: string;
          readonly after: readonly string[];
          readonly folder: string;
          readonly chart?: object;
          readonly files?: readonly string[];
        }[];
      }
    >
  >;
}

describe('the output', () => {
  it('holds no value of a secret, but its name and key', () => {
    const components = [{ kind: 'gate', admin: { password: { secret: 'gate-admin', key: 'password' } } }];
    const files = synthesised({
      name: 'p',
      domain: 'p.example',
      environments: ['dev'],
      clusters: { c: { kind: 'rented', environment: 'dev', components } },
    });
    expect(files['dist/c/components/gate/values.yaml']).toContain('adminSecret: gate-admin');
  });
});
