import type { Command } from 'commander';
import type { ClusterPlan, PlannedOidcClient } from '../kinds/cluster-plan';
import { planRequest } from '../synth';
import { definitionArgument, lockOption, type PlanCommandOptions } from './options';
import { formatProblems } from './report';
import { withDefinition } from './with-definition';

/** Adds `plinth clients`. */
export function addClientsCommand(program: Command): void {
  program
    .command('clients')
    .argument(...definitionArgument)
    .option(...lockOption)
    .addHelpText(
      'after',
      `
Examples:
  # List the clients to register at the issuers of all clusters
  plinth clients`,
    )
    .action(async (file: string | undefined, options: Pick<PlanCommandOptions, 'lock'>) => {
      await withDefinition(
        file,
        (definition) => {
          const { clusters, warnings } = planRequest(definition, options.lock);
          process.stderr.write(formatProblems(warnings, definition));
          process.stdout.write(formatOidcClients(clusters));
        },
        { writes: false },
      );
    });
}

/** Formats the clients of all clusters: where each is registered, and the Secret that must contain it. */
export function formatOidcClients(clusters: readonly Pick<ClusterPlan, 'name' | 'oidcClients'>[]): string {
  const clients = clusters.flatMap(({ name, oidcClients }) => oidcClients.map((client) => formatClient(name, client)));
  return clients.length === 0 ? 'no client must be registered\n' : clients.join('\n');
}

function formatClient(cluster: string, { owner, issuer, redirectUrls, secret, publicId }: PlannedOidcClient): string {
  return [
    `cluster '${cluster}', ${owner}: client at ${issuer}`,
    publicId === undefined
      ? `  Secret ${secret.name} in namespace ${secret.namespace}, keys client-id and client-secret`
      : `  public client with the ID ${publicId}, without secret`,
    ...redirectUrls.map((url) => `  redirect URL ${url}`),
    '',
  ].join('\n');
}
