import { argoCd, grafana, loki, nginx, prometheus, serviceGate } from 'plinth';

/**
 * Components that are the same on-premises and in every cloud.
 * @param platformTeam group of the platform team in the tokens of users
 */
export const commonComponents = (environment: string, platformTeam = 'platform') => [
  argoCd({
    repository: 'https://git.signals.example/platform.git',
    host: `argocd.${environment}.signals.example`,
    // ory() registers this client. `plinth clients` lists the clients to register at another issuer.
    oidc: {},
    admins: [platformTeam],
  }),
  nginx(),
  // Verifies the caller of applications that allow calls with a token only.
  serviceGate(),
  prometheus({ retentionDays: 30 }),
  loki({ retentionDays: 14 }),
  // Each team sees its own metrics and logs at <team>.grafana.<environment>.signals.example.
  grafana({
    host: `grafana.${environment}.signals.example`,
    login: { adminGroup: platformTeam },
  }),
];
