import { definePlatform, existing, grafana, localPath, loki, openTelemetry, prometheus, synth, tempo } from 'plinth';

/**
 * A cluster whose applications send traces. Tempo stores them, and the company's collector receives them too, with the
 * metrics of Prometheus; its log server receives the logs of all containers and the audit log.
 */
export const platform = definePlatform({
  name: 'acme',
  domain: 'acme.example',
  environments: ['prod'],
  clusters: {
    prod: existing({
      environment: 'prod',
      kubeconfig: '~/.kube/prod',
      provides: { network: {}, 'network-policy': {}, dns: {} },
      components: [
        localPath(),
        prometheus(),
        loki(),
        grafana(),
        tempo({ retentionDays: 7 }),
        openTelemetry({
          exports: {
            company: {
              url: 'https://otel.acme.example:4317',
              signals: ['traces', 'metrics'],
              headers: { authorization: { secret: 'company-collector', key: 'authorization' } },
            },
            'log-server': { protocol: 'syslog', url: 'tls://syslog.acme.example', signals: ['logs', 'audit'] },
          },
        }),
      ],
    }),
  },
  tenants: {
    shop: {
      clusters: ['prod'],
      owners: 'shop-developers',
      applications: {
        web: { image: 'registry.acme.example/shop/web:2.0.0', port: 8080, calls: ['basket'], uses: { traces: {} } },
        basket: { image: 'registry.acme.example/shop/basket:2.0.0', port: 8080, uses: { traces: {} } },
      },
    },
  },
});

synth(platform);
