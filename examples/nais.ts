import { application, definePlatform, existing, flannel, synth } from 'plinth';

/** Seed 001 in little. */
synth(
  definePlatform({
    name: 'nais',
    domain: 'nais.example',
    environments: ['dev', 'prod'],
    clusters: {
      dc1: existing({
        environment: 'dev',
        kubeconfig: '~/.kube/config',
        provides: { dns: {}, ingress: { namespace: 'ingress' } },
        components: [flannel()],
      }),
    },
    tenants: {
      team: {
        clusters: ['dc1'],
        owners: 'team-devs',
        applications: {
          api: application({ image: 'registry.nais.example/api:1.0.0' }),
          web: application({ image: 'registry.nais.example/web:1.0.0', ingress: 'web.nais.example', calls: ['api'] }),
        },
      },
    },
  }),
);
