import { job } from 'plinth';

/** Name and domain of the platform that the test creates. */
export const testPlatform = { name: 'plinthtest', domain: 'plinthtest.example', environments: ['test'] } as const;

/** Returns an environment variable that the test needs. @throws Error when it is not set */
export function requireVariable(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') throw new Error(`set the environment variable ${name}`);
  return value;
}

/** Tenant with an application, and a job that logs in to its database with the credentials of the application. */
export const testTenants = {
  shop: {
    clusters: ['test'] as const,
    owners: 'shop-developers',
    applications: {
      web: {
        image: 'registry.k8s.io/e2e-test-images/agnhost:2.53',
        args: ['netexec', '--http-port=8080'],
        port: 8080,
        uses: { database: { env: { DATABASE_URL: 'uri' } } },
      },
      'check-database': job({
        image: 'docker.io/library/postgres:17.6-alpine',
        command: ['psql', '$(DATABASE_URL)', '-c', 'select 1'],
        uses: { database: { env: { DATABASE_URL: 'uri' } } },
      }),
    },
  },
};
