import fc from 'fast-check';
import { additionalTenant, platforms } from '../support/platforms';
import { expectOnlyAdded } from '../support/locality';
import { readFiles, synthesize, synthesizeTo, withTempFolder } from '../support/output-files';

const propertyOptions = { numRuns: 5 };
jest.setTimeout(60_000);

interface ApplyOrder {
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

describe('the output of any valid platform', () => {
  it('is the same each time', () => {
    fc.assert(
      fc.property(platforms(), (platform) => {
        expect(synthesize(platform)).toEqual(synthesize(platform));
      }),
      propertyOptions,
    );
  });

  it('keeps every byte when a tenant is added, except for new entries in lists and the marker', () => {
    fc.assert(
      fc.property(platforms(), (platform) => {
        const { name, tenant } = additionalTenant(platform);
        const before = synthesize(platform);
        const after = synthesize({ ...platform, tenants: { ...platform.tenants, [name]: tenant } });
        expectOnlyAdded(name, before, after);
      }),
      propertyOptions,
    );
  });

  it('consists of the files in dist/files.txt', () => {
    fc.assert(
      fc.property(platforms({ maxTenants: 2 }), (platform) => {
        const files = withTempFolder((folder) => {
          synthesizeTo(folder, platform);
          return readFiles(folder);
        });
        expect((files['dist/files.txt'] ?? '').trim().split('\n')).toEqual(Object.keys(files).sort());
      }),
      propertyOptions,
    );
  });

  it('lists every release in the order of apply, after the releases that it depends on', () => {
    fc.assert(
      fc.property(platforms({ maxTenants: 2 }), (platform) => {
        const files = synthesize(platform);
        const order = JSON.parse(files['dist/order.json'] ?? '') as ApplyOrder;
        for (const { releases } of Object.values(order.clusters)) {
          for (const [position, { name, after, folder, chart, files: manifests = [] }] of releases.entries()) {
            const previousReleases = releases.slice(0, position).map((release) => release.name);
            expect(previousReleases).toEqual(expect.arrayContaining([...after]));
            expect(previousReleases).not.toContain(name);
            for (const manifest of manifests) expect(files).toHaveProperty([`dist/${folder}/${manifest}`]);
            expect(chart === undefined).toBe(manifests.length > 0);
          }
        }
      }),
      propertyOptions,
    );
  });
});

describe('the output', () => {
  it('contains the name of a Secret, not its value', () => {
    const components = [{ kind: 'gate', admin: { password: { secret: 'gate-admin', key: 'password' } } }];
    const files = synthesize({
      name: 'p',
      domain: 'p.example',
      environments: ['dev'],
      clusters: { c: { kind: 'rented', environment: 'dev', components } },
    });
    expect(files['dist/c/components/gate/values.yaml']).toContain('adminSecret: gate-admin');
  });
});
