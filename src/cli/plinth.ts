#!/usr/bin/env node
import { join } from 'node:path';
import { Command } from 'commander';
import { lockFile, formatLock } from '../files/lock';
import { builtInLanguage, planRequest, resolveOutputFolders, writeOutput } from '../synth';
import { listDeployedCharts } from '../changes/chart-versions';
import { toJsonSchema } from '../schema/json-schema';
import { tenantSchema } from '../definition/tenant';
import { formatSummary } from '../output/summary';
import { version } from '../version';
import { formatError } from '../schema/user-error';
import { withDefinition } from './with-definition';
import { addEditCommands } from './edit-commands';
import { fetchKubeconfig, type KubeconfigOptions } from './kubeconfig';
import { ProgressLine } from './progress';
import { renderCharts, type RenderOptions } from './render';
import { formatChanges, formatProblems } from './report';
import { writeAtomic } from './write-atomic';

const definitionArgument = [
  '[file]',
  'program (.ts, .js) or data (.yaml, .json) that describes the platform; default: platform.ts, .yaml, .yml or .json',
] as const;
const lockOption = ['--lock <file>', 'description that was last applied', lockFile] as const;
const allowRemovalOption = [
  '--allow-removal <path>',
  'let this go from the clusters, such as tenants.shop; may be said more than once',
  (path: string, earlier: readonly string[]) => [...earlier, path],
  [] as readonly string[],
] as const;

interface SynthCommandOptions {
  readonly out: string;
  readonly lock: string;
  readonly allowRemoval: readonly string[];
}

const program = new Command('plinth')
  .description('Describe a Kubernetes platform once; get its Terraform and its manifests.')
  .version(version)
  .showHelpAfterError()
  // 2 for what was called wrongly, so that scripts tell it from a description with mistakes.
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

program
  .command('synth')
  .description('write Terraform to cdktf.out and manifests to dist')
  .argument(...definitionArgument)
  .option('--out <folder>', 'folder that cdktf.out and dist are made in', '.')
  .option(...lockOption)
  .option(...allowRemovalOption)
  .action(async (file: string | undefined, options: SynthCommandOptions) => {
    await withDefinition(file, (said) => {
      const progress = new ProgressLine(process.stderr);
      try {
        const plan = planRequest(said, options.lock, options.allowRemoval);
        const written = writeOutput(plan, said.language, resolveOutputFolders(options.out), (making) => {
          progress.show(making);
        });
        progress.clear();
        process.stderr.write(formatProblems(plan.warnings, said));
        process.stdout.write(formatSummary(plan, written));
      } finally {
        progress.clear();
      }
    });
  });

program
  .command('check')
  .description('find every mistake, and write nothing')
  .argument(...definitionArgument)
  .option(...lockOption)
  .option(...allowRemovalOption)
  .action(async (file: string | undefined, options: Omit<SynthCommandOptions, 'out'>) => {
    await withDefinition(file, (said) => {
      const { clusters, warnings } = planRequest(said, options.lock, options.allowRemoval);
      process.stderr.write(formatProblems(warnings, said));
      process.stdout.write(
        `${said.file}: no mistakes, ${clusters.length} ${clusters.length === 1 ? 'cluster' : 'clusters'}\n`,
      );
    });
  });

program
  .command('diff')
  .description('tell what differs from what was last applied, and what of it is dangerous')
  .argument(...definitionArgument)
  .option('--against <folder>', `folder whose ${lockFile} was last applied`, '.')
  .option('--exit-code', 'exit with 2 when there are changes')
  .action(async (file: string | undefined, options: { readonly against: string; readonly exitCode?: boolean }) => {
    await withDefinition(file, (said) => {
      const { changes, warnings } = planRequest(said, join(options.against, lockFile), 'all');
      process.stderr.write(formatProblems(warnings, said));
      process.stdout.write(formatChanges(changes));
      if (options.exitCode && changes.length > 0) process.exitCode = 2;
    });
  });

program
  .command('lock')
  .description('after an apply: keep the description as the one that was last applied')
  .argument(...definitionArgument)
  .option(...lockOption)
  .option('--anew', 'do not read the earlier lock, which may be broken or of another Plinth')
  .action(async (file: string | undefined, options: { readonly lock: string; readonly anew?: boolean }) => {
    await withDefinition(file, (said) => {
      const { clusters } = options.anew ? said.language.plan(said.platform) : planRequest(said, options.lock, 'all');
      writeAtomic(
        options.lock,
        formatLock({ plinth: version, charts: listDeployedCharts(clusters), platform: said.platform }),
      );
      process.stdout.write(`${options.lock}: written, commit it\n`);
    });
  });

program
  .command('render')
  .description('after synth: write what each official chart renders to beside its values, for reading and for Git')
  .option('--out <folder>', 'folder that dist lies in', '.')
  .option('--helm <program>', 'the program that renders', 'helm')
  .option('--charts <folder>', 'folder with unpacked charts, by name, that are taken instead of downloading them')
  .action(async (options: RenderOptions) => {
    const progress = new ProgressLine(process.stderr);
    try {
      const files = await renderCharts(options, (making) => {
        progress.show(making);
      });
      progress.clear();
      process.stdout.write(`${files.length} charts rendered, each beside its values as rendered.yaml\n`);
    } finally {
      progress.clear();
    }
  });

program
  .command('kubeconfig')
  .description("fetch an on-premises cluster's kubeconfig over SSH, on a machine where no apply ran")
  .argument('<cluster>')
  .argument('[file]', 'where it goes; default: kubeconfig/<cluster>.yaml beside cdktf.out')
  .option('--out <folder>', 'folder that cdktf.out lies in', '.')
  .action(async (cluster: string, file: string | undefined, options: KubeconfigOptions) => {
    await fetchKubeconfig(cluster, file, options);
  });

program
  .command('schema')
  .description('print the JSON Schema of descriptions, for editors')
  .option('--tenant', 'of the file of a tenant')
  .action(({ tenant }: { readonly tenant?: boolean }) => {
    process.stdout.write(`${JSON.stringify(tenant ? toJsonSchema(tenantSchema) : renderFileSchema(), null, 2)}\n`);
  });

addEditCommands(program);

/** In a file, `tenants` may be a folder of files. */
function renderFileSchema(): unknown {
  const schema = builtInLanguage.jsonSchema() as { readonly properties: Readonly<Record<string, object>> };
  const folder = { type: 'string', description: 'the folder that has a file for each tenant' };
  return { ...schema, properties: { ...schema.properties, tenants: { anyOf: [schema.properties.tenants, folder] } } };
}

program.parseAsync().catch((thrown: unknown) => {
  process.stderr.write(`${formatError(thrown)}\n`);
  process.exitCode = 1;
});
