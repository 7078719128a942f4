import { KubeConfigMap } from 'cdk8s-plus-28/lib/imports/k8s';
import { z } from 'zod';
import type { Release } from '../../../../src/kinds/release';
import { dnsLabel } from '../../../../src/schema/field-types';
import { charts } from '../charts';
import { containerResources } from '../../../kubernetes/container-resources';
import { mergeHelmValues } from '../../../kubernetes/helm-values';
import {
  renderServiceMonitorValues,
  egressRules,
  serviceOptions,
  renderServiceValues,
  renderDatabaseValues,
  type OryContext,
} from './service';

/** Options of Keto: who may do what. */
export const ketoOptions = z.strictObject({
  ...serviceOptions,
  secret: dnsLabel.default('keto').describe('Secret in its namespace with the key `dsn` (database)'),
  permissions: z
    .string()
    .default("import { Namespace } from '@ory/keto-namespace-types'\n\nclass User implements Namespace {}\n")
    .describe('what there is and who may do what with it, in the Ory Permission Language'),
});

/** Keto answers who may do what. */
export function ketoReleases(
  { replicas, secret, permissions, values }: z.output<typeof ketoOptions>,
  place: OryContext,
): readonly Release[] {
  const { name } = place;
  const release = `${name}-keto`;
  const configMap = `${release}-permissions`;
  const folder = '/etc/keto-permissions';
  const file = 'permissions.keto.ts';
  return [
    {
      name: configMap,
      namespace: name,
      podSecurity: 'restricted',
      objects: {
        'objects.yaml': (scope) =>
          new KubeConfigMap(scope, 'Default', {
            metadata: { name: configMap, namespace: name },
            data: { [file]: permissions },
          }),
      },
    },
    {
      name: release,
      namespace: name,
      podSecurity: 'restricted',
      after: [configMap],
      chart: charts.keto,
      values: mergeHelmValues(
        {
          ...renderServiceValues(place, replicas),
          service: { metrics: renderServiceMonitorValues(place) },
          ...renderDatabaseValues(secret),
          deployment: {
            resources: containerResources('50m', '64Mi', '256Mi'),
            extraVolumes: [{ name: 'permissions', configMap: { name: configMap } }],
            extraVolumeMounts: [{ name: 'permissions', mountPath: folder, readOnly: true }],
          },
          keto: {
            automigration: { enabled: true, type: 'job' },
            config: { namespaces: { location: `file://${folder}/${file}` }, log: { format: 'json' } },
          },
        },
        values,
      ),
      images: [charts.keto.images[1]],
      networkRules: {
        all: {
          podLabels: podLabels,
          ingress: [{ peer: { capability: 'metrics' }, ports: [4468] }],
          egress: egressRules,
        },
        // What may be asked, and never what may be changed: 4467 is for its own namespace.
        read: { podLabels: podLabels, ingress: [{ peer: 'tenants', ports: [4466] }] },
        migration: { podLabels: { 'app.kubernetes.io/name': 'keto-automigrate' }, egress: egressRules },
      },
    },
  ];
}

const podLabels = { 'app.kubernetes.io/name': 'keto' };
