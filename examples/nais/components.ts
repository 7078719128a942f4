import {
  certManager,
  elasticsearch,
  fluentd,
  grafana,
  influxDb,
  kibana,
  metricsServer,
  oidcIssuer,
  prometheus,
  telegraf,
  traefik,
} from 'plinth';

const issuer = 'https://login.nais.example';

/** Ingress controller, certificates of the company's authority, and its OpenID Connect issuer, at which users log in. */
export const entry = [
  traefik(),
  certManager({ caSecret: 'nais-ca' }),
  oidcIssuer({
    url: issuer,
    authorizationUrl: `${issuer}/oauth2/authorize`,
    tokenUrl: `${issuer}/oauth2/token`,
    userinfoUrl: `${issuer}/oauth2/userinfo`,
  }),
];

/** Metrics, logs and dashboards. */
export const observability = (environment: string) => [
  metricsServer(),
  // Metrics of applications: Prometheus, shown by Grafana to each team; InfluxDB keeps them for longer.
  prometheus({ retentionDays: 30 }),
  influxDb({ retentionDays: 400 }),
  // Each team sees its own at <team>.grafana.<environment>.nais.example, the platform team sees all.
  grafana({ host: `grafana.${environment}.nais.example`, login: { adminGroup: 'team-plattform' } }),
  // Logs: Fluentd, indexed by Elasticsearch, shown by Kibana.
  fluentd(),
  elasticsearch({ retentionDays: 60 }),
  kibana({ host: `logs.${environment}.nais.example` }),
  // Metrics of the machines, and checks as in Sensu: Telegraf, kept in InfluxDB. Prometheus reads from it when certificates
  // of hosts expire, and backups of clusters are due.
  telegraf({ checks: { vault: { url: 'https://vault.nais.example/v1/sys/health' } } }),
];

/** Network of an Oracle database outside the platform. */
export const mainframe = { cidrs: ['10.1.40.0/24'], ports: [1521] };
