import { randomBytes } from 'node:crypto';
import type { Page } from '../browser';
import {
  realmUser,
  users,
  type ExpectedUser,
  type GeneratedCluster,
  type IssuerContext,
  type LoginIssuer,
} from '../issuer';
import { realm } from '../platform';
import { getReleases } from '../../cluster/output';
import { readIssuerVersion } from '../programs';
import type { RegisteredClient, StandInIssuer } from '../stand-in-issuer';
import { OryCluster, pagesLabel } from './ory-cluster';

/** Person of the definition. */
export const listedPerson = { email: 'dora@acme.example', name: 'Dora', groups: ['shop-support'] };

/** Secret with the client of the tenant that has an issuer of its own. */
export const realmClient = 'client-agency';

/** Issuer of `ory()`: Kratos and Hydra of each cluster, behind its ingress controller. */
export class OryIssuer implements LoginIssuer {
  readonly clusters: OryCluster[] = [];

  readonly versions: string[] = [];

  constructor(
    private readonly options: object = { people: [listedPerson, { email: 'finn@acme.example', groups: [] }] },
    readonly upstream?: StandInIssuer,
  ) {}

  get label(): string {
    return this.upstream === undefined ? 'ORY' : 'ORY with accounts at another issuer';
  }

  get component(): object {
    return { kind: 'ory', sessionHours: 1, keto: { enabled: false }, oathkeeper: { enabled: false }, ...this.options };
  }

  async start(context: IssuerContext): Promise<void> {
    const [kratos, hydra] = await Promise.all([readIssuerVersion('kratos'), readIssuerVersion('hydra')]);
    this.versions.push(`Kratos ${kratos}`, `Hydra ${hydra}`, pagesLabel);
    await this.upstream?.startWithClients(listClients(this.upstream.url, context));
    for (const { cluster, objects } of context.clusters)
      for (const component of ['ory', realm].filter((name) => hasComponent(context, cluster, name))) {
        const ory = new OryCluster(cluster, component, objects, context, this.upstream);
        this.clusters.push(ory);
        if (this.upstream) await ory.start({});
        else await ory.start(component === realm ? { [realmUser.email]: realmUser } : users);
      }
  }

  /** Returns the ORY of a component. @throws Error where it does not run */
  getCluster(cluster: string, component = 'ory'): OryCluster {
    const ory = this.clusters.find((candidate) => candidate.cluster === cluster && candidate.namespace === component);
    if (!ory) throw new Error(`cluster ${cluster} has no component ${component}`);
    return ory;
  }

  tryGetSecret(cluster: string, name: string, key: string): Promise<string | undefined> {
    return this.getCluster(cluster, name === realmClient ? realm : 'ory').tryGetSecret(name, key);
  }

  listIngresses(): readonly GeneratedCluster[] {
    return this.clusters.map(({ cluster, ingresses }) => ({ cluster, objects: ingresses }));
  }

  isAuthorizationUrl(url: string): boolean {
    return /^https:\/\/login(-partner)?\.(dev|prod)\.acme\.example\/oauth2\/auth\?/.test(url);
  }

  isLoginPage({ url, body }: Page): boolean {
    return (
      /^https:\/\/accounts(-partner)?\.(dev|prod)\.acme\.example\/login\?flow=/.test(url) &&
      body.includes('name="password"')
    );
  }

  getExpectedUser(cluster: string, email: string): ExpectedUser {
    return { user: this.getCluster(cluster).getIdentity(email), preferredUsername: email };
  }

  stop(): void {
    for (const cluster of this.clusters) cluster.stop();
    this.upstream?.stop();
  }
}

function hasComponent({ output }: IssuerContext, cluster: string, name: string): boolean {
  return getReleases(output, cluster).some((release) => release.name === `${name}-kratos`);
}

/** Lists a client at an issuer for each one that the plans list, with the namespace of its Secret. */
function listClients(issuerUrl: string, { plans }: IssuerContext): readonly RegisteredClient[] {
  return plans.flatMap(({ name, oidcClients }) =>
    oidcClients
      .filter(({ issuer }) => issuer === issuerUrl)
      .map(({ redirectUrls, secret }) => ({
        ...{ key: `${name}/${secret.namespace}/${secret.name}`, redirectUrls },
        ...{ id: `${name}-${secret.namespace}-${secret.name}`, secret: randomBytes(16).toString('hex') },
      })),
  );
}
