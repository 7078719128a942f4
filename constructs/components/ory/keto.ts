import { KubeConfigMap } from 'cdk8s-plus-28/lib/imports/k8s';
import { z } from 'zod';
import type { Release } from '../../../src/model/release';
import { dnsLabel } from '../../../src/model/schema';
import { charts } from '../../../src/model/versions';
import { sized } from '../resources';
import { merged } from '../values';
import { monitored, outward, partOptions, partValues, storedValues, type Place } from './part';

/** Options of Keto: who may do what. */
export const ketoOptions = z.strictObject({
  ...partOptions,
  secret: dnsLabel.default('keto').describe('Secret in its namespace with the key `dsn` (database)'),
  permissions: z
    .string()
    .default("import { Namespace } from '@ory/keto-namespace-types'\n\nclass User implements Namespace {}\n")
    .describe('what there is and who may do what with it, in the Ory Permission Language'),
});

/** Keto answers who may do what. */
export function ketoReleases(
  { replicas, secret, permissions, values }: z.output<typeof ketoOptions>,
  place: Place,
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
      values: merged(
        {
          ...partValues(place, replicas),
          service: { metrics: monitored(place) },
          ...storedValues(secret),
          deployment: {
            resources: sized('50m', '64Mi', '256Mi'),
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
      traffic: {
        all: { pods: keto, from: [{ peer: { capability: 'metrics' }, ports: [4468] }], to: outward },
        // What may be asked, and never what may be changed: 4467 is for its own namespace.
        read: { pods: keto, from: [{ peer: 'tenants', ports: [4466] }] },
        migration: { pods: { 'app.kubernetes.io/name': 'keto-automigrate' }, to: outward },
      },
    },
  ];
}

const keto = { 'app.kubernetes.io/name': 'keto' };
