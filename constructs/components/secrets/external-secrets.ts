import { ApiObject } from 'cdk8s';
import { z } from 'zod';
import { resolveImage, tryGetEndpoint } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { error } from '../../../src/schema/problem';
import type { Release } from '../../../src/kinds/release';
import { recordByName, helmValues } from '../../../src/schema/field-types';
import { charts } from './charts';
import type { AlertRule } from '../../monitoring/alert-rules';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';

/**
 * Brings secrets from where they are kept (Vault, OpenBao, a cloud's secret manager) into the cluster: an ExternalSecret
 * names one, and a Secret comes of it.
 * @see https://external-secrets.io/latest/provider/
 * @example
 * externalSecrets({
 *   store: { vault: { server: 'https://vault.acme.example', path: 'kv', auth: { kubernetes: { mountPath: 'kubernetes', role: 'platform' } } } },
 * })
 */
export const externalSecrets = componentKind({
  kind: 'external-secrets',
  summary: 'Brings secrets from where they are kept into the cluster.',
  schema: z.strictObject({
    store: z
      .record(z.string(), z.json())
      .optional()
      .describe(
        'provider of the ClusterSecretStore `default`, as External Secrets takes it; credentials by reference; @default no store',
      ),
    stores: recordByName(z.record(z.string(), z.json()))
      .default({})
      .describe('providers of further ClusterSecretStores, for tenants that have one of their own (`secretStore`)'),
    replicas: z.int().min(1).default(1).describe('pods of each of its parts'),
    values: helmValues.optional(),
  }),
  requires: () => ['network'],
  validate: ({ store, stores }) =>
    store !== undefined && 'default' in stores
      ? [error(['stores', 'default'], undefined, '`store` makes the one of this name', 'write one of them')]
      : [],
  provides: ({ name, store, stores }) => ({
    secrets: {
      namespace: name,
      api: 'external-secrets',
      stores: [...(store === undefined ? [] : ['default']), ...Object.keys(stores)].sort(),
    },
  }),
  releases: ({ name, store, stores, replicas, values }, cluster) => {
    const metrics = tryGetEndpoint(cluster, 'metrics') !== undefined;
    const image = { repository: resolveImage(cluster, 'ghcr.io/external-secrets/external-secrets') };
    const chart: Release = {
      name,
      namespace: name,
      podSecurity: 'restricted',
      chart: charts.externalSecrets,
      values: mergeHelmValues(
        {
          image,
          // Helm would delete them, and every ExternalSecret with them, together with the release.
          crds: { annotations: { 'helm.sh/resource-policy': 'keep' } },
          replicaCount: replicas,
          leaderElect: replicas > 1,
          resources: containerResources('20m', '64Mi', '256Mi'),
          webhook: { image, replicaCount: replicas, resources: containerResources('10m', '32Mi', '128Mi') },
          certController: { image, resources: containerResources('20m', '64Mi', '256Mi') },
          serviceMonitor: { enabled: metrics, renderMode: 'alwaysRender' },
        },
        values,
      ),
      networkRules: {
        all: {
          ingress: [{ peer: { capability: 'metrics' }, ports: [8080] }],
          // Where secrets are kept: outside, or in the cluster; a cloud's lets in by what the machine is.
          egress: [{ peer: 'api-server' }, { peer: 'world' }, { peer: 'link-local', ports: [80] }, { peer: 'pods' }],
        },
        webhook: {
          podLabels: { 'app.kubernetes.io/name': 'external-secrets-webhook' },
          ingress: [{ peer: 'api-server', ports: [10250] }],
        },
      },
    };
    const drawnStores = Object.entries({ ...(store ? { default: store } : {}), ...stores });
    const watched = monitoringReleases({ name, namespace: name, alerts: alerts(name) }, cluster);
    if (drawnStores.length === 0) return [chart, ...watched];
    const drawn: Release = {
      name: `${name}-store`,
      namespace: name,
      podSecurity: 'restricted',
      after: [name],
      objects: {
        'objects.yaml': (scope) => {
          for (const [called, provider] of drawnStores)
            new ApiObject(scope, `store-${called}`, {
              apiVersion: 'external-secrets.io/v1',
              kind: 'ClusterSecretStore',
              metadata: { name: called },
              spec: { provider },
            });
        },
      },
    };
    return [chart, drawn, ...watched];
  },
});

/** @see https://external-secrets.io/latest/api/metrics/ */
function alerts(namespace: string): readonly AlertRule[] {
  return [
    {
      name: 'SecretsDown',
      expr: `absent(up{namespace="${namespace}", container="external-secrets"} == 1)`,
      forMinutes: 10,
      severity: 'warning',
      summary: 'External Secrets does not answer: no Secret follows what it is made of.',
      runbook: `kubectl -n ${namespace} get pods; Secrets that are there stay as they are.`,
    },
    {
      name: 'SecretStoreNotReady',
      expr: 'clustersecretstore_status_condition{condition="Ready", status="False"} == 1 or secretstore_status_condition{condition="Ready", status="False"} == 1',
      forMinutes: 15,
      severity: 'critical',
      summary: 'Nothing can be read from the store of secrets {{ $labels.name }}.',
      runbook:
        'kubectl describe the ClusterSecretStore, or the SecretStore: most often its credentials ended, or the way to it is closed.',
    },
    {
      name: 'SecretNotBrought',
      expr: 'externalsecret_status_condition{condition="Ready", status="False"} == 1',
      forMinutes: 15,
      severity: 'warning',
      summary: 'The secret {{ $labels.exported_namespace }}/{{ $labels.name }} cannot be brought.',
      runbook:
        'kubectl -n {{ $labels.exported_namespace }} describe externalsecret {{ $labels.name }}: the store lacks that key, or lets it not be read.',
    },
  ];
}
