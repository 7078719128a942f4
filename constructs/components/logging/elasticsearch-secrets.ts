import type { ComponentSecret, SecretReference, SecretRotation } from '../../../src/kinds/component-secret';

/** Namespace of Elasticsearch and Kibana; the only namespace that the operator manages. */
export const elasticNamespace = 'elasticsearch';

/** Secrets with the users of Elasticsearch that the platform needs, each with the role of the user. */
export const elasticUsers = {
  'elasticsearch-collector': { username: 'log-collector', role: 'log_writer' },
  'elasticsearch-grafana': { username: 'grafana', role: 'log_reader' },
} as const;

type ElasticUser = keyof typeof elasticUsers;

/** Lists the Secrets with the users of Elasticsearch. */
export function listElasticUserSecrets(): readonly ComponentSecret[] {
  return Object.entries(elasticUsers).map(([name, { username, role }]) => ({
    namespace: elasticNamespace,
    name,
    requiredFor: 'elasticsearch()',
    values: { password: { from: 'generated' } },
    keys: { username, password: '{{ .password }}', roles: role },
    rotation: { reloads: 'the operator reads it again' },
  }));
}

/** Client of Elasticsearch. */
interface ElasticClient {
  readonly namespace: string;
  readonly requiredFor: string;
  readonly rotation: SecretRotation;
}

/** Lists the Secret `logs` of a log collector. */
export function listLogWriterSecrets(client: ElasticClient): readonly ComponentSecret[] {
  return [renderClientSecret('elasticsearch-collector', client)];
}

/** Lists the Secret `logs` of Grafana. */
export function listLogReaderSecrets(client: ElasticClient): readonly ComponentSecret[] {
  return [renderClientSecret('elasticsearch-grafana', client)];
}

function renderClientSecret(user: ElasticUser, { namespace, requiredFor, rotation }: ElasticClient): ComponentSecret {
  const secret: SecretReference = { namespace: elasticNamespace, name: user };
  return {
    namespace,
    name: 'logs',
    requiredFor,
    values: { password: { from: 'copy', secret, value: 'password' } },
    keys: { username: elasticUsers[user].username, password: '{{ .password }}' },
    rotation,
  };
}
