import { valueAtPath, type Problem } from '../schema/problem';

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

/**
 * Returns a problem of an unknown kind with the module that has the kind, or that of its cluster; other problems unchanged.
 * @param definition the definition as written
 */
export function addModuleFix(problem: Problem, definition: unknown): Problem {
  const { path, value } = problem;
  if (path.at(-1) !== 'kind' || typeof value !== 'string') return problem;
  const module = Object.keys(optionalKinds).find((name) => optionalKinds[name]?.includes(value));
  if (module === undefined) return problem;
  const [root, cluster, option] = path;
  const clusterKind =
    root === 'clusters' && option === 'components'
      ? valueAtPath(definition, ['clusters', cluster ?? '', 'kind'])
      : undefined;
  const cloud = Object.keys(optionalKinds).find((name) => optionalKinds[name]?.includes(String(clusterKind)));
  if (cloud !== undefined && cloud !== module)
    return {
      ...problem,
      message: `is a kind of ${module}, and the cluster is one of ${cloud}`,
      fix: `write a kind of ${cloud}: ${(optionalKinds[cloud] ?? []).map((kind) => `'${kind}'`).join(', ')}`,
    };
  return {
    ...problem,
    message: `is a kind of ${module}, which the definition does not load`,
    fix: `write kinds: [${module}] at the top of a YAML file, or language([...kinds, …]) in TypeScript`,
  };
}
