import type { Command } from 'commander';
import { withDefinition, definitionOption } from './with-definition';
import { initProject, type InitOptions } from './init';
import {
  newCluster,
  newService,
  newTenant,
  type NewClusterOptions,
  type NewServiceOptions,
  type NewTenantOptions,
} from './new';
import { promote, type PromoteOptions } from './promote';
import type { LoadedDefinition } from './read-definition';
import { ejectService } from './service-eject';

interface DefinitionFileOptions {
  readonly file?: string;
}

/** Reads the description, does something with it, and prints what was done. */
async function printResult({ file }: DefinitionFileOptions, act: (said: LoadedDefinition) => string): Promise<void> {
  await withDefinition(file, (said) => {
    process.stdout.write(act(said));
  });
}

/** Adds the commands that write descriptions: they check the result first, and overwrite nothing. */
export function addEditCommands(program: Command): void {
  program
    .command('init')
    .description('make a project that describes a platform')
    .argument('[folder]', 'where, and what the platform is called', '.')
    .option('--domain <domain>', 'domain that its host names lie in', 'acme.example')
    .option('--yaml', 'describe it in YAML instead of TypeScript')
    .action((folder: string, options: InitOptions) => {
      process.stdout.write(initProject(folder, options));
    });

  const begin = program.command('new').description('begin a service, a tenant or a cluster; overwrites nothing');
  begin
    .command('service')
    .description("write a service into its tenant's description, with defaults")
    .argument('<tenant/name>')
    .option(...definitionOption)
    .option('--image <image>', 'image with tag; default: version 0.1.0 in the registry of the tenant')
    .option('--ingress <host>', 'host name that the world reaches it by')
    .option('--kustomize <folder>', 'write a base and overlays there instead, to own by hand')
    .action(
      async (service: string, options: NewServiceOptions & DefinitionFileOptions & { readonly kustomize?: string }) => {
        const { kustomize: folder } = options;
        await printResult(options, (said) =>
          folder === undefined ? newService(said, service, options) : ejectService(said, service, folder, options),
        );
      },
    );
  begin
    .command('tenant')
    .description('write a tenant that runs on all clusters')
    .argument('<name>')
    .option(...definitionOption)
    .option('--owners <group>', 'group that owns it; default: <name>-developers')
    .action(async (name: string, options: NewTenantOptions & DefinitionFileOptions) => {
      await printResult(options, (said) => newTenant(said, name, options));
    });
  begin
    .command('cluster')
    .description('write a cluster')
    .argument('<name>')
    .option(...definitionOption)
    .option('--environment <name>', 'default: the last one')
    .option('--kind <kind>', 'existing or on-prem', 'existing')
    .action(async (name: string, options: NewClusterOptions & DefinitionFileOptions) => {
      await printResult(options, (said) => newCluster(said, name, options));
    });

  program
    .command('promote')
    .description('let an environment run the image of the one before it')
    .argument('<tenant/application>')
    .requiredOption('--to <environment>', 'environment that gets the image')
    .option('--from <environment>', 'environment that it is taken from; default: the nearest before, where it runs')
    .option(...definitionOption)
    .action(async (service: string, options: PromoteOptions & DefinitionFileOptions) => {
      await printResult(options, (said) => promote(said, service, options));
    });
}
