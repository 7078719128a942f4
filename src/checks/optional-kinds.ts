import type { Problem } from '../schema/problem';

/** Kinds of the modules of Plinth that a definition must name, by module. They are loaded only where they are used. */
export const optionalKinds: Readonly<Record<string, readonly string[]>> = {
  'plinth/aws': [
    'cloud-watch',
    'cloud-watch-logs',
    'ebs',
    'eks',
    'elasticache',
    'existing-eks',
    'karpenter',
    'rds',
    'route53',
    's3',
    'secrets-manager',
    'sqs',
  ],
  'plinth/azure': [
    'aks',
    'azure-disk',
    'azure-dns',
    'azure-monitor',
    'azure-postgresql',
    'blob',
    'event-hubs',
    'existing-aks',
    'key-vault',
    'managed-redis',
    'service-bus',
  ],
  'plinth/google': [
    'cloud-dns',
    'cloud-logging',
    'cloud-observability',
    'cloud-sql',
    'existing-gke',
    'gcs',
    'gke',
    'google-secret-manager',
    'memorystore',
    'persistent-disk',
    'pubsub',
  ],
  'plinth/machines': ['vsphere'],
};

/** Returns a problem of an unknown kind with the module that has the kind; other problems unchanged. */
export function addModuleFix(problem: Problem): Problem {
  const { path, value } = problem;
  if (path.at(-1) !== 'kind' || typeof value !== 'string') return problem;
  const module = Object.keys(optionalKinds).find((name) => optionalKinds[name]?.includes(value));
  if (module === undefined) return problem;
  return {
    ...problem,
    message: `is a kind of ${module}, which the definition does not load`,
    fix: `write kinds: [${module}] at the top of a YAML file, or language([...kinds, …]) in TypeScript`,
  };
}
