/** Hosts of the applications, by `<cluster>/<tenant>/<application>`. */
export const hosts = {
  'prod/shop/web': 'web.shop.acme.example',
  'prod/shop/reports': 'reports.shop.acme.example',
  'prod/bank/web': 'bank.acme.example',
  'prod/agency/web': 'agency.acme.example',
  'dev/shop/web': 'web.shop.dev.acme.example',
} as const;

/** Component of the issuer that only the tenant `agency` has, in production. */
export const realm = 'partner';

/** Application, by `<cluster>/<tenant>/<application>`. */
export type ApplicationName = keyof typeof hosts;

/** Header of the applications for people on call, who are in this group. */
export const supportGroup = 'shop-support';

/** Returns the host of Argo CD in an environment. */
export function argoCdHost(environment: string): string {
  return `argocd.${environment}.acme.example`;
}

/**
 * Returns a platform definition with two environments and three tenants, whose applications require log-in.
 * @param issuer component of an issuer, without its name
 * @param api ingress controller of the clusters
 */
export function loginPlatform(issuer: object, api: 'traefik' | 'nginx'): object {
  const cluster = (environment: string) => ({
    kind: 'existing',
    environment,
    kubeconfig: '~/.kube/config',
    provides: {
      ...{ network: {}, 'network-policy': {}, dns: {}, certificates: {} },
      ingress: { api, namespace: api },
    },
    components: [
      issuer,
      ...(environment === 'prod' ? [{ ...issuer, name: realm, realm: true }] : []),
      {
        kind: 'argo-cd',
        repository: 'https://git.acme.example/platform.git',
        host: argoCdHost(environment),
        oidc: {},
        admins: [supportGroup],
      },
    ],
  });
  const image = 'registry.acme.example/some:1.0.0';
  return {
    name: 'acme',
    domain: 'acme.example',
    environments: ['dev', 'prod'],
    clusters: { dev: cluster('dev'), prod: cluster('prod') },
    tenants: {
      shop: {
        clusters: ['dev', 'prod'],
        owners: 'shop-developers',
        applications: {
          web: {
            image,
            ingress: hosts['prod/shop/web'],
            login: { paths: { '/admin': { groups: [supportGroup] }, '/public': 'anyone' } },
            perEnvironment: { dev: { ingress: hosts['dev/shop/web'] } },
          },
          reports: {
            image,
            clusters: ['prod'],
            ingress: hosts['prod/shop/reports'],
            login: { groups: [supportGroup] },
          },
        },
      },
      bank: {
        clusters: ['prod'],
        owners: 'bank-developers',
        applications: { web: { image, ingress: hosts['prod/bank/web'], login: true } },
      },
      agency: {
        clusters: ['prod'],
        owners: 'agency-developers',
        identity: realm,
        applications: { web: { image, ingress: hosts['prod/agency/web'], login: { groups: [supportGroup] } } },
      },
    },
  };
}
