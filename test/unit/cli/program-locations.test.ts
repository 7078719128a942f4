import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ProgramLocations } from '../../../src/cli/program-locations';
import type { PathSegment } from '../../../src/schema/problem';

// The compiler of the project is found from the folder of the program.
const parent = join(__dirname, '../../../.plinth');
let folder: string;
beforeAll(() => {
  mkdirSync(parent, { recursive: true });
  folder = mkdtempSync(join(parent, 'locations-'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const program = `import { application, definePlatform, existing, traefik } from 'plinth';
import { bank as other } from './bank';

const shared = {
  owners: 'devs',
};
const dev = existing({
  environment: 'dev',
  components: [{ kind: 'local-path' }, traefik({ replicas: 0 }), traefik({ name: 'internal' })],
});

export default definePlatform({
  name: 'acme',
  clusters: { dev },
  tenants: {
    bank: other,
    shop: {
      ...shared,
      applications: {
        web: application({
          port: 99999,
          calls: ['api'],
        }),
        ...computed(),
      },
    },
  },
});
`;

function locate(...path: readonly PathSegment[]): string | undefined {
  writeFileSync(join(folder, 'platform.ts'), program);
  writeFileSync(join(folder, 'bank.ts'), "export const bank = {\n  clusters: ['dev'],\n};\n");
  const location = ProgramLocations.tryCreate(join(folder, 'platform.ts'))?.tryGetLocation(path);
  return location?.replace(`${relative('.', folder)}/`, '');
}

test.each<[string, readonly PathSegment[], string | undefined]>([
  ['in an object', ['tenants', 'shop'], 'platform.ts:17'],
  ['in the argument of a function', ['tenants', 'shop', 'applications', 'web', 'port'], 'platform.ts:21'],
  ['in a list', ['tenants', 'shop', 'applications', 'web', 'calls', 0], 'platform.ts:22'],
  ['in a constant', ['clusters', 'dev', 'environment'], 'platform.ts:8'],
  ['in an object that is spread', ['tenants', 'shop', 'owners'], 'platform.ts:5'],
  ['in a file that the program imports', ['tenants', 'bank', 'clusters'], 'bank.ts:2'],
  ['of a component by its kind', ['clusters', 'dev', 'components', '[traefik]', 'replicas'], 'platform.ts:9'],
  ['of a component by its name', ['clusters', 'dev', 'components', '[internal]'], 'platform.ts:9'],
  ['of an option that is missing: that of its parent', ['tenants', 'shop', 'quota'], 'platform.ts:17'],
  ['of what the program computes: that of its parent', ['tenants', 'shop', 'applications', 'job'], 'platform.ts:19'],
  ['of an option that the definition does not have', ['domain'], undefined],
])('errors of a program have the line %s', (_, path, expected) => {
  expect(locate(...path)).toBe(expected);
});
