import { application } from 'plinth';

/**
 * Teams and their applications, which are the same wherever the clusters are.
 * @param production name of the cluster of production
 */
export const tenants = <const C extends string>(production: C) => ({
  pensjon: {
    clusters: ['dev-fss', production] as const,
    owners: 'team-pensjon',
    quota: { cpu: 20, memoryGiB: 64 },
    registries: ['docker.nais.example/pensjon'],
    connections: ['mainframe'],
    applications: {
      // What each application declares: an image, paths for liveness and readiness, metrics, and logs as JSON.
      selvbetjening: application({
        image: 'docker.nais.example/pensjon/selvbetjening:48.2.0',
        probes: { liveness: { path: '/isAlive' }, readiness: { path: '/isReady' } },
        metrics: '/prometheus',
        logs: 'json',
        calls: ['regler'],
        perEnvironment: {
          dev: { ingress: 'selvbetjening.dev.nais.example', replicas: 1 },
          prod: {
            ingress: 'selvbetjening.nais.example',
            // The previous host name.
            redirects: [{ from: 'minside.nais.example', to: 'selvbetjening.nais.example' }],
            replicas: { min: 2, max: 6 },
          },
        },
      }),
      regler: application({
        image: 'docker.nais.example/pensjon/regler:12.0.7',
        probes: { liveness: { path: '/isAlive' }, readiness: { path: '/isReady' } },
        metrics: '/prometheus',
        // An Oracle database outside the platform. Its URL contains the password, so it is in a Secret that the team creates
        // in each environment.
        env: { DB_URL: { secret: 'regler-db', key: 'url' } },
        uses: { cache: { env: { CACHE_URL: 'uri' } } },
        calls: [{ connection: 'mainframe' }],
        allows: ['uforetrygd/soknad'],
      }),
    },
  },
  uforetrygd: {
    clusters: [production] as const,
    owners: 'team-uforetrygd',
    quota: { cpu: 8, memoryGiB: 24 },
    applications: {
      soknad: application({
        image: 'docker.nais.example/uforetrygd/soknad:3.1.0',
        probes: { liveness: { path: '/isAlive' }, readiness: { path: '/isReady' } },
        metrics: '/prometheus',
        ingress: 'soknad.nais.example',
        uses: {
          database: { files: '/var/run/secrets/db', env: { DB_URL: 'uri' } },
          bucket: { files: '/var/run/secrets/vedlegg' },
        },
        // Case workers, by the groups of the issuer; others are refused before a request reaches the application.
        login: { groups: ['saksbehandler-ufore'] },
        calls: ['pensjon/regler'],
      }),
    },
  },
});
