import { findTool, version } from '../../../../tools/tool';
import type { Page } from '../browser';
import type { ExpectedUser, GeneratedCluster, IssuerContext, LoginIssuer } from '../issuer';
import { OryCluster, pagesLabel } from './ory-cluster';

/** Issuer of `ory()`: Kratos and Hydra of each cluster, behind its ingress controller. */
export class OryIssuer implements LoginIssuer {
  readonly label = 'ORY';
  readonly clusters: OryCluster[] = [];

  get versions(): readonly string[] {
    return [`Kratos ${version(findTool('kratos'))}`, `Hydra ${version(findTool('hydra'))}`, pagesLabel];
  }

  readonly component = (): object => ({
    kind: 'ory',
    sessionHours: 1,
    keto: { enabled: false },
    oathkeeper: { enabled: false },
  });

  async start(context: IssuerContext): Promise<void> {
    for (const { cluster, objects } of context.clusters) {
      const ory = new OryCluster(cluster, objects, context);
      this.clusters.push(ory);
      await ory.start();
    }
  }

  getCluster(cluster: string): OryCluster {
    const ory = this.clusters.find((candidate) => candidate.cluster === cluster);
    if (!ory) throw new Error(`no cluster ${cluster}`);
    return ory;
  }

  tryGetSecret(cluster: string, name: string, key: string): string | undefined {
    return this.getCluster(cluster).tryGetSecret(name, key);
  }

  listIngresses(): readonly GeneratedCluster[] {
    return this.clusters.map(({ cluster, ingresses }) => ({ cluster, objects: ingresses }));
  }

  isAuthorizationUrl(url: string): boolean {
    return /^https:\/\/login\.(dev|prod)\.acme\.example\/oauth2\/auth\?/.test(url);
  }

  isLoginPage({ url, body }: Page): boolean {
    return /^https:\/\/accounts\.(dev|prod)\.acme\.example\/login\?flow=/.test(url) && body.includes('name="password"');
  }

  getExpectedUser(cluster: string, email: string): ExpectedUser {
    return { user: this.getCluster(cluster).getIdentity(email), preferredUsername: email };
  }

  stop(): void {
    for (const cluster of this.clusters) cluster.stop();
  }
}
