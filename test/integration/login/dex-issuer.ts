import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { clientLabel } from '../../../constructs/components/identity/registrar/registrar';
import { mergeHelmValues } from '../../../constructs/kubernetes/helm-values';
import type { KubernetesObject } from '../cluster/api';
import { Daemon } from '../cluster/daemon';
import { getReleases } from '../cluster/output';
import type { Page } from './browser';
import type { ExpectedUser, GeneratedCluster, IssuerContext, LoginIssuer } from './issuer';
import { realm } from './platform';
import { findIssuerProgram, readIssuerVersion } from './programs';
import { StandInIssuer } from './stand-in-issuer';

const connector = 'acme';

/** Values of the chart of Dex, as far as the tests read them. */
interface DexValues {
  readonly config: Readonly<Record<string, unknown>>;
  readonly ingress: { readonly hosts: readonly { readonly host: string }[] };
}

interface RequestedClient {
  /** Name of the Secret. */
  readonly secret: string;
  readonly redirectUrls: readonly string[];
}

/**
 * Issuer of `dex()`: a Dex of each component, with the values of its chart as configuration, behind its ingress controller. A
 * stand-in for the issuer of an organization has the accounts. State is in memory, and the clients are those that the registrar
 * would register; `registrars.ts` tests it.
 */
export class DexIssuer implements LoginIssuer {
  readonly label = 'Dex';
  readonly versions: string[] = [];
  private readonly daemons: Daemon[] = [];
  private readonly secrets = new Map<string, string>();
  private readonly ingresses: GeneratedCluster[] = [];
  private readonly upstream: StandInIssuer;
  private readonly upstreamSecret = randomBytes(16).toString('hex');

  /**
   * @param upstreamPort port of the stand-in
   * @param folder folder for the certificate of the stand-in
   */
  constructor(
    private readonly upstreamPort: number,
    folder: string,
  ) {
    this.upstream = new StandInIssuer(upstreamPort, folder);
  }

  get component(): object {
    return {
      ...{ kind: 'dex', sessionHours: 1, secret: 'accounts' },
      connectors: [
        {
          ...{ type: 'oidc', id: connector, name: 'Acme' },
          config: {
            ...{ issuer: `https://127.0.0.1:${this.upstreamPort}`, clientID: 'dex', clientSecret: '$CLIENT_SECRET' },
            ...{ scopes: ['profile', 'email'], userNameKey: 'email' },
            ...{ insecureEnableGroups: true, insecureSkipEmailVerified: true },
          },
        },
      ],
    };
  }

  async start(context: IssuerContext): Promise<void> {
    this.versions.push(`Dex ${await readIssuerVersion('dex')}`, 'stand-in issuer with its accounts (oidc-provider)');
    const components = context.clusters.flatMap((generated) =>
      ['dex', ...(generated.cluster === 'prod' ? [realm] : [])].map((name) => ({ name, generated })),
    );
    const instances = components.map(({ name, generated }) => ({
      name,
      generated,
      values: readDexValues(context, generated.cluster, name),
    }));
    const redirectUrls = instances.map(({ values }) => `${String(values.config.issuer)}/callback`);
    // This version of Dex sends no challenge.
    const client = { key: 'dex', id: 'dex', secret: this.upstreamSecret, redirectUrls, usesPkce: false };
    await this.upstream.startWithClients([client]);
    for (const { name, generated, values } of instances) await this.startDex(context, generated, name, values);
  }

  tryGetSecret(cluster: string, name: string, key: string): string | undefined {
    return this.secrets.get(`${cluster}/${name}/${key}`);
  }

  listIngresses(): readonly GeneratedCluster[] {
    return this.ingresses;
  }

  isAuthorizationUrl(url: string): boolean {
    return /^https:\/\/login(-partner)?\.(dev|prod)\.acme\.example\/auth\?/.test(url);
  }

  isLoginPage(page: Page): boolean {
    return this.upstream.isLoginPage(page);
  }

  /** The subject of Dex is a message of Protocol Buffers with the ID of the user and that of the connector. */
  getExpectedUser(cluster: string, email: string): ExpectedUser {
    const { user, preferredUsername } = this.upstream.getExpectedUser(cluster, email);
    const field = (tag: number, text: string) => Buffer.concat([Buffer.from([tag, text.length]), Buffer.from(text)]);
    const subject = Buffer.concat([field(0x0a, user), field(0x12, connector)]).toString('base64url');
    return { user: subject, preferredUsername };
  }

  stop(): void {
    for (const daemon of this.daemons) daemon.stop();
    this.upstream.stop();
  }

  private async startDex(
    { services, folder }: IssuerContext,
    { cluster, objects }: GeneratedCluster,
    name: string,
    { config, ingress }: DexValues,
  ): Promise<void> {
    const directory = join(folder, `${cluster}-${name}`);
    mkdirSync(directory, { recursive: true });
    const port = services.portOf(cluster, name, name);
    const staticClients = listRequestedClients(objects, name).map(({ secret, redirectUrls }) => {
      const id = `${cluster}-${secret}`;
      const clientSecret = randomBytes(16).toString('hex');
      this.secrets.set(`${cluster}/${secret}/client-id`, id);
      this.secrets.set(`${cluster}/${secret}/client-secret`, clientSecret);
      return { id, name: id, secret: clientSecret, redirectURIs: redirectUrls };
    });
    const complete = mergeHelmValues(config, {
      storage: { type: 'memory', config: null },
      web: { http: `127.0.0.1:${port}` },
      staticClients,
    });
    const file = join(directory, 'dex.json');
    // The entry point of the image replaces variables.
    writeFileSync(file, JSON.stringify(complete).replaceAll('$CLIENT_SECRET', this.upstreamSecret), { mode: 0o600 });
    const daemon = new Daemon('dex', await findIssuerProgram('dex'), ['serve', file], join(directory, 'dex.log'), {
      SSL_CERT_FILE: this.upstream.certificateFile,
    });
    this.daemons.push(daemon);
    const ready = `http://127.0.0.1:${port}/.well-known/openid-configuration`;
    await daemon.waitUntil(async () => (await fetch(ready)).ok, 120);
    this.ingresses.push({ cluster, objects: [renderIngress(ingress, name)] });
  }
}

function readDexValues({ output }: IssuerContext, cluster: string, name: string): DexValues {
  const release = getReleases(output, cluster).find((candidate) => candidate.name === name);
  if (!release) throw new Error(`cluster '${cluster}' has no release '${name}'`);
  return parse(readFileSync(join(output.folder, 'dist', release.folder, 'values.yaml'), 'utf8')) as DexValues;
}

/** Lists the clients that ConfigMaps in the namespace of Dex request of its registrar. */
function listRequestedClients(objects: readonly KubernetesObject[], namespace: string): readonly RequestedClient[] {
  return objects
    .filter(
      ({ kind, metadata }) =>
        kind === 'ConfigMap' && metadata.namespace === namespace && metadata.labels?.[clientLabel] !== undefined,
    )
    .map((object) => {
      const { data } = object as unknown as { readonly data: Readonly<Record<string, string>> };
      return JSON.parse(data.client ?? '') as RequestedClient;
    });
}

/** Returns the Ingress that the chart creates from its values. */
function renderIngress({ hosts }: DexValues['ingress'], name: string): KubernetesObject {
  const backend = { service: { name, port: { name: 'http' } } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name, namespace: name },
    spec: { rules: hosts.map(({ host }) => ({ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } })) },
  };
}
