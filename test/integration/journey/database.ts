import { join } from 'node:path';
import type { KubernetesObject } from '../cluster/api';
import { getReleases, readOutput, readReleaseObjects } from '../cluster/output';
import { PostgresServer, readCertificateAuthority } from '../data/postgres-server';
import type { JourneyContext } from './step';

interface DatabaseServerObject {
  readonly spec: {
    readonly postgresql: { readonly parameters: Readonly<Record<string, string>>; readonly pg_hba: readonly string[] };
  };
}

interface ExternalSecret {
  readonly spec: { readonly target: { readonly template?: { readonly data: Readonly<Record<string, string>> } } };
}

/** Returns the objects of a cluster in the project's output. */
export function readClusterObjects({ project }: JourneyContext, cluster: string): readonly KubernetesObject[] {
  const output = readOutput(project.folder);
  return getReleases(output, cluster).flatMap((release) => readReleaseObjects(output, release));
}

/** A PostgreSQL server of the distribution in place of the pods of a tenant's server. */
export interface TenantDatabase {
  readonly server: PostgresServer;
  readonly passwordOf: (role: string) => string;
  /** Folder with the certificate authority. */
  readonly folder: string;
}

/**
 * Starts the server of a tenant with what CloudNativePG would read from the objects: parameters, rules, roles, databases.
 * @param programs folder of the programs of PostgreSQL
 */
export async function startDatabase(
  context: JourneyContext,
  objects: readonly KubernetesObject[],
  tenant: string,
  programs: string,
): Promise<TenantDatabase> {
  const ofTenant = objects.filter(({ metadata }) => metadata.namespace === tenant);
  const { spec } = getObject(ofTenant, 'Cluster') as unknown as DatabaseServerObject;
  const folder = join(context.parent.folder, `postgresql-${tenant}`);
  const settings = {
    parameters: spec.postgresql.parameters,
    rules: spec.postgresql.pg_hba,
    host: `${getObject(ofTenant, 'Cluster').metadata.name}-rw.${tenant}.svc`,
  };
  const server = await PostgresServer.start(programs, folder, settings, [context.parent.folder]);
  const passwordOf = (role: string) => `${tenant}${role}`.padEnd(32, 'x');
  await server.createAll(ofTenant, passwordOf);
  return { server, passwordOf, folder };
}

/**
 * Creates the Secret of a workload's database on the API server, as External Secrets would from its ExternalSecret.
 * @param workload name of the workload, and of its database and role
 */
export async function createBindingSecret(
  { controlPlanes }: JourneyContext,
  objects: readonly KubernetesObject[],
  { tenant, workload }: { readonly tenant: string; readonly workload: string },
  { passwordOf, folder }: TenantDatabase,
): Promise<void> {
  const name = `${workload}-database`;
  const { spec } = getObject(
    objects.filter(({ metadata }) => metadata.namespace === tenant),
    'ExternalSecret',
    name,
  ) as unknown as ExternalSecret;
  const authority = await readCertificateAuthority(folder);
  const stringData = Object.fromEntries(
    Object.entries(spec.target.template?.data ?? {}).map(([key, template]) => [
      key,
      template.replaceAll('{{ .password }}', passwordOf(workload)).replaceAll('{{ .ca }}', authority),
    ]),
  );
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: tenant }, stringData };
  await controlPlanes.dev.api.apply(secret, { manager: 'lab' });
}

function getObject(objects: readonly KubernetesObject[], kind: string, name?: string): KubernetesObject {
  const object = objects.find(
    (candidate) => candidate.kind === kind && (name === undefined || candidate.metadata.name === name),
  );
  if (!object) throw new Error(`the output has no ${kind} ${name ?? ''}`);
  return object;
}
