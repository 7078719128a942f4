import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolvePlinthDependency } from '../../../src/cli/plinth-dependency';
import { UserError } from '../../../src/schema/user-error';
import { withTempFolder } from '../../support/output-files';

const git = 'git+https://git.acme.example/platform/plinth.git';
const fix = "write 'file:plinth-0.1.0.tgz' or 'https://packages.acme.example/plinth-0.1.0.tgz'";

/** Resolves a dependency for the project platforms/acme of a working directory that contains plinth-0.1.0.tgz. */
function resolveDependency(spec: string | undefined, packageJson?: object): string {
  return withTempFolder((folder) => {
    mkdirSync(join(folder, 'platforms'));
    writeFileSync(join(folder, 'plinth-0.1.0.tgz'), '');
    if (packageJson) writeFileSync(join(folder, 'package.json'), JSON.stringify(packageJson));
    return resolvePlinthDependency(spec, join(folder, 'platforms/acme'), folder);
  });
}

describe('the dependency of a new project on Plinth', () => {
  it.each([
    git,
    'git+ssh://git@git.acme.example/plinth.git#v0.1.0',
    'https://acme.example/p.tgz',
    'npm:@acme/plinth@0.1.0',
  ])('can be %s', (spec) => {
    expect(resolveDependency(spec)).toBe(spec);
  });

  it('can be a file, relative to the new project', () => {
    expect(resolveDependency('file:plinth-0.1.0.tgz')).toBe('file:../../plinth-0.1.0.tgz');
  });

  it('is by default that of package.json in the working directory', () => {
    const plinth = 'file:plinth-0.1.0.tgz';
    expect(resolveDependency(undefined, { dependencies: { plinth } })).toBe('file:../../plinth-0.1.0.tgz');
    expect(resolveDependency(undefined, { devDependencies: { plinth: git } })).toBe(git);
  });

  it.each([[undefined], [{}], [{ dependencies: { plinth: '^0.1.0' } }]])(
    'is required when package.json is %j, which does not name a source',
    (packageJson) => {
      expect(() => resolveDependency(undefined, packageJson)).toThrow(
        new UserError(`--plinth is required, since Plinth is not in the npm registry: ${fix}`),
      );
    },
  );

  it.each(['0.1.0', '^0.1.0', 'latest', 'plinth', 'npm:other@1.0.0', 'http://acme.example/plinth.tgz', ''])(
    "cannot be '%s', whose content has no known owner",
    (spec) => {
      expect(() => resolveDependency(spec)).toThrow(
        new UserError(`--plinth is '${spec}': not a file, an https or Git URL, or a scoped package; ${fix}`),
      );
    },
  );

  it('cannot be a file that does not exist', () => {
    expect(() => resolveDependency('file:none.tgz')).toThrow(
      /^--plinth is 'file:none\.tgz': \/.*\/none\.tgz does not exist; run npm pack in a checkout of Plinth, and write/,
    );
  });
});
