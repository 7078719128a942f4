import { certManager, job, traefik } from 'plinth';

/** Name and domain of the platform that the test creates. */
export const testPlatform = { name: 'plinthtest', domain: 'plinthtest.example', environments: ['test'] } as const;

/** Returns an environment variable that the test needs. @throws Error when it is not set */
export function requireVariable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`set the environment variable ${name}`);
  return value;
}

/** DNS zone in the cloud, for the certificate and the host of the application. */
export interface TestZone {
  /** ID of the zone in the cloud. */
  readonly id: string;
  /** Domain of the zone. */
  readonly domain: string;
  /** Address that Let's Encrypt knows. */
  readonly email: string;
}

/** Returns the zone that the environment names; undefined without one: then DNS, certificate and ingress are not tested. */
export function tryGetZone(): TestZone | undefined {
  if ((process.env.PLINTH_CLOUD_ZONE ?? '') === '') return undefined;
  return {
    id: requireVariable('PLINTH_CLOUD_ZONE'),
    domain: requireVariable('PLINTH_CLOUD_DOMAIN'),
    email: requireVariable('PLINTH_CLOUD_EMAIL'),
  };
}

/** Returns the components by which the application is reached at a host of a zone. */
export function ingressComponents({ email }: TestZone) {
  return [traefik(), certManager({ email, dns01: true })];
}

/** Use of a data service. The options of uses have an index signature, which interfaces have not. */
type ServiceUse = Readonly<{ type?: string; name?: string; env: Readonly<Record<string, string>> }>;

/** Uses of a workload, by capability. */
type Uses = Readonly<Record<'bucket' | 'cache' | 'queue', ServiceUse>>;

/** Uses of data services of the application, and the job that writes to them with the identity of its pod. */
export interface TestServices {
  readonly uses: Uses;
  /** Image with the CLI of the cloud. */
  readonly image: string;
  /** Commands that write to the services, in a shell. */
  readonly script: string;
  readonly zone: TestZone | undefined;
}

/**
 * Returns a tenant with an application that uses all data services, and with jobs: one logs in to the database with the credentials
 * of its Secret, the other one writes to bucket and queue with the identity of its pod.
 */
export function createTestTenants({ uses, image, script, zone }: TestServices) {
  return {
    shop: {
      clusters: ['test'] as const,
      owners: 'shop-developers',
      applications: {
        web: {
          image: 'registry.k8s.io/e2e-test-images/agnhost:2.53',
          args: ['netexec', '--http-port=8080'],
          port: 8080,
          uses: { database: { env: { DATABASE_URL: 'uri' } }, ...uses },
          ...(zone === undefined ? {} : { ingress: `web.${zone.domain}` }),
        },
        'check-database': job({
          image: 'docker.io/library/postgres:17.6-alpine',
          command: ['psql', '$(DATABASE_URL)', '-c', 'select 1'],
          uses: { database: { env: { DATABASE_URL: 'uri' } } },
        }),
        'check-services': job({
          image,
          command: ['sh', '-ec', script],
          env: { HOME: '/tmp' },
          uses,
        }),
      },
    },
  };
}
