import type { Command } from 'commander';
import type { ClusterPlan, PlannedOidcClient } from '../kinds/cluster-plan';
import { planRequest } from '../synth';
import { formatJson } from './json-output';
import { definitionArgument } from './definition-file';
import { lockOption, type PlanCommandOptions } from './options';
import { withDefinition } from './with-definition';

interface ClientsOptions extends Pick<PlanCommandOptions, 'lock'> {
  readonly json: boolean;
}

/** Adds `plinth clients`. */
export function addClientsCommand(program: Command): void {
  program
    .command('clients')
    .argument(...definitionArgument)
    .option(...lockOption)
    .option('--json', 'Print JSON', false)
    .addHelpText(
      'after',
      `
Examples:
  # List the clients to register at the issuers of all clusters
  plinth clients

  # List the redirect URLs at one issuer
  plinth clients --json | jq -r '.clients[] | select(.issuer == "https://login.acme.example") | .redirectUrls[]'`,
    )
    .action(async (file: string | undefined, options: ClientsOptions) => {
      await withDefinition(
        file,
        (definition) => {
          const { clusters } = planRequest(definition, options.lock);
          process.stdout.write(options.json ? formatOidcClientsJson(clusters) : formatOidcClients(clusters));
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

/** Formats the clients of all clusters as JSON: a client has the name of its Secret, or the ID of a public client. */
export function formatOidcClientsJson(clusters: readonly Pick<ClusterPlan, 'name' | 'oidcClients'>[]): string {
  const clients = clusters.flatMap(({ name, oidcClients }) =>
    oidcClients.map(({ owner, issuer, redirectUrls, secret, publicId }) => ({
      ...{ cluster: name, owner, issuer, redirectUrls },
      ...(publicId === undefined ? { secret: { namespace: secret.namespace, name: secret.name } } : { publicId }),
    })),
  );
  return formatJson({ clients });
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
