import { existsSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { z } from 'zod';
import { readDataFile } from '../files/data-file';
import { UserError } from '../schema/user-error';

/**
 * Dependency specs whose content is controlled by their owner: files, URLs, Git repositories and scoped packages. With a
 * bare version, npm would install whatever package is published as `plinth`, and that name is not registered.
 */
const safeSpec = /^(file:.|https:\/\/.|git\+(https|ssh|file):\/\/.|(github|gitlab|bitbucket):.|npm:@[^/]+\/.)/;

const fix = "write 'file:plinth-0.1.0.tgz' or 'https://packages.acme.example/plinth-0.1.0.tgz'";

const manifestSchema = z.object({
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});

/**
 * Resolves the dependency on Plinth for the package.json of a new project.
 * @param spec as npm takes it, a path relative to the working directory; default: the one in the package.json there
 * @returns the spec, with a path relative to the new project
 * @throws UserError when there is no spec, it is not safe, or its file does not exist
 */
export function resolvePlinthDependency(
  spec: string | undefined,
  projectFolder: string,
  workingDirectory = '.',
): string {
  const dependency = spec ?? tryGetInstalledSpec(join(workingDirectory, 'package.json'));
  if (dependency === undefined)
    throw new UserError(`--plinth is required, since Plinth is not in the npm registry: ${fix}`);
  if (!safeSpec.test(dependency))
    throw new UserError(`--plinth is '${dependency}': not a file, an https or Git URL, or a scoped package; ${fix}`);
  if (!dependency.startsWith('file:')) return dependency;
  const path = dependency.slice('file:'.length).replace(/^\/\//, '');
  const file = resolve(workingDirectory, path);
  if (!existsSync(file))
    throw new UserError(
      `--plinth is '${dependency}': ${file} does not exist; run npm pack in a checkout of Plinth, and write the path of its file`,
    );
  return isAbsolute(path) ? dependency : `file:${relative(resolve(projectFolder), file).split(sep).join('/')}`;
}

/** Returns the spec of Plinth in a package.json, if there is a safe one. */
function tryGetInstalledSpec(packageJson: string): string | undefined {
  if (!existsSync(packageJson)) return undefined;
  const { success, data } = manifestSchema.safeParse(readDataFile(packageJson).value);
  const spec = success ? (data.dependencies.plinth ?? data.devDependencies.plinth) : undefined;
  return spec !== undefined && safeSpec.test(spec) ? spec : undefined;
}
