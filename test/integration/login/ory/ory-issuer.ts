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
import { OryCluster, pagesLabel } from './ory-cluster';
import { readOryVersion } from './programs';

/** Person of the definition. */
export const listedPerson = { email: 'dora@acme.example', name: 'Dora', groups: ['shop-support'] };

/** Secret with the client of the tenant that has an issuer of its own. */
export const realmClient = 'client-agency';

/** Issuer of `ory()`: Kratos and Hydra of each cluster, behind its ingress controller. */
export class OryIssuer implements LoginIssuer {
  readonly label = 'ORY';
  readonly clusters: OryCluster[] = [];

  readonly versions: string[] = [];

  readonly component = {
    ...{ kind: 'ory', sessionHours: 1, keto: { enabled: false }, oathkeeper: { enabled: false } },
    people: [listedPerson, { email: 'finn@acme.example', groups: [] }],
  };

  async start(context: IssuerContext): Promise<void> {
    const [kratos, hydra] = await Promise.all([readOryVersion('kratos'), readOryVersion('hydra')]);
    this.versions.push(`Kratos ${kratos}`, `Hydra ${hydra}`, pagesLabel);
    for (const { cluster, objects } of context.clusters)
      for (const component of ['ory', ...(cluster === 'prod' ? [realm] : [])]) {
        const ory = new OryCluster(cluster, component, objects, context);
        this.clusters.push(ory);
        await ory.start(component === realm ? { [realmUser.email]: realmUser } : users);
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
  }
}
