import { join } from 'node:path';
import { cases } from './cases';

/** Definitions that do not compile, with the messages of the compiler. */
export const compileErrorsFile = join(__dirname, 'expected.txt');

const preamble = `import { application, cronJob, definePlatform, existing, kinds, language, traefik } from 'plinth';
import { awsKinds, eks, rds } from 'plinth/aws';
import { aks, azurePostgresql } from 'plinth/azure';
import { cloudSql, gke } from 'plinth/google';
import { vsphere } from 'plinth/machines';
const acme = { name: 'acme', domain: 'acme.example', environments: ['dev', 'prod'] } as const;
const dc1 = existing({ environment: 'dev', kubeconfig: 'k' });
const shop = { clusters: ['dc1'], owners: 'devs' } as const;
const image = 'registry.acme.example/web:1.0.0';
void [application, cronJob, kinds, language, traefik, awsKinds, eks, rds, aks, azurePostgresql, cloudSql, gke, vsphere];
`;

/** Error of the compiler. */
export interface CompileError {
  /** Offset in the program. */
  readonly start: number;
  readonly length: number;
  readonly message: string;
}

/** Renders one program with all definitions that do not compile. */
export function renderProgram(): string {
  return `${preamble}${Object.values(cases)
    .map((text) => `${text}\n`)
    .join('')}`;
}

/** Renders each definition with the message of the compiler below the place that the compiler marks. */
export function renderErrors(errors: readonly CompileError[]): string {
  let start = preamble.length;
  const sections = Object.entries(cases).map(([name, text]) => {
    const found = errors.filter((error) => error.start >= start && error.start < start + text.length);
    const section = `# ${name}\n${renderMarked(text, found, start)}`;
    start += text.length + 1;
    return section;
  });
  return sections.join('\n');
}

function renderMarked(text: string, errors: readonly CompileError[], start: number): string {
  let offset = start;
  const lines = text.split('\n').flatMap((line) => {
    const lineStart = offset;
    offset += line.length + 1;
    const marks = errors
      .filter((error) => error.start >= lineStart && error.start < offset)
      .map((error) => `${' '.repeat(error.start - lineStart)}${'^'.repeat(error.length)} ${error.message}`);
    return [line, ...marks];
  });
  return `${lines.join('\n')}\n`;
}
