import { run } from '../../../tools/command';
import { findTool, tool, version } from '../../../tools/tool';

/** Services of ORY that are Go modules of the registry, in versions older than the deployed ones. */
export type OryProgram = 'kratos' | 'hydra';

/** Programs of issuers that are Go modules of the registry. */
export type IssuerProgram = OryProgram | 'dex';

/** Environment variables with the paths of other builds, such as of the deployed version, which no registry has. */
const variables: Readonly<Record<IssuerProgram, string>> = {
  kratos: 'PLINTH_KRATOS',
  hydra: 'PLINTH_HYDRA',
  dex: 'PLINTH_DEX',
};

/** Returns the path of a program: of the build that its environment variable names, or of the Go module. */
export function findIssuerProgram(name: IssuerProgram): Promise<string> {
  const path = process.env[variables[name]];
  return path === undefined ? tool(name) : Promise.resolve(path);
}

/** Returns the version of a program, for the report. */
export async function readIssuerVersion(name: IssuerProgram): Promise<string> {
  const path = process.env[variables[name]];
  if (path === undefined) return version(findTool(name));
  const { stdout } = await run(path, ['version']);
  return `${/Version:\s+(\S+)/.exec(stdout)?.[1] ?? 'unknown'} of ${variables[name]}`;
}
