import type { ConfigMap } from 'kubernetes-types/core/v1';
import { z } from 'zod';
import type { Release } from '../../../../src/kinds/release';
import { dnsLabel } from '../../../../src/schema/field-types';
import { charts } from '../charts';
import { containerResources } from '../../../kubernetes/container-resources';
import { mergeHelmValues } from '../../../kubernetes/helm-values';
import { addObject } from '../../../kubernetes/object';
import { relationTuplesRelease, renderPermissionModel } from './permissions';
import { migrationPodLabels, renderDatabaseBinding, renderDatabaseValues } from './databases';
import {
  renderServiceMonitorValues,
  egressRules,
  clusterServiceEnabled,
  serviceOptions,
  renderServiceValues,
  type OryContext,
} from './service';

/** Schema of the options of Keto, the permission server. */
export const ketoOptions = z.strictObject({
  ...serviceOptions,
  enabled: clusterServiceEnabled,
  secret: dnsLabel.default('keto').describe('Secret in the namespace of ORY with the key `dsn` (URL of the database)'),
  permissions: z
    .string()
    .default('')
    .meta({ examples: ['class Document implements Namespace {}'] })
    .describe(
      'further classes of the permission model, in the Ory Permission Language; the platform defines User, Group, Tenant and Product',
    ),
});

/**
 * Returns the releases of Keto, which answers permission checks.
 * @see https://www.ory.com/docs/keto
 */
export function ketoReleases(
  { replicas, secret, permissions, values }: z.output<typeof ketoOptions>,
  context: OryContext,
): readonly Release[] {
  const { name } = context;
  const releaseName = `${name}-keto`;
  const configMapName = `${releaseName}-permissions`;
  const permissionsDirectory = '/etc/keto-permissions';
  const permissionsFile = 'permissions.keto.ts';
  return [
    {
      name: configMapName,
      namespace: name,
      podSecurity: 'restricted',
      objects: {
        'objects.yaml': (scope) =>
          addObject<ConfigMap>(scope, 'Default', {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: configMapName, namespace: name },
            data: { [permissionsFile]: renderPermissionModel(permissions) },
          }),
      },
    },
    {
      name: releaseName,
      namespace: name,
      podSecurity: 'restricted',
      after: [configMapName],
      chart: charts.keto,
      values: mergeHelmValues(
        {
          ...renderServiceValues(context, replicas),
          ...renderDatabaseValues(secret),
          service: { metrics: renderServiceMonitorValues(context) },
          deployment: {
            resources: containerResources({ cpuRequest: '50m', memoryRequest: '64Mi', memoryLimit: '256Mi' }),
            ...renderDatabaseBinding('keto', context, {
              extraVolumes: [{ name: 'permissions', configMap: { name: configMapName } }],
              extraVolumeMounts: [{ name: 'permissions', mountPath: permissionsDirectory, readOnly: true }],
            }),
          },
          keto: {
            automigration: { enabled: true, type: 'job' },
            config: {
              namespaces: { location: `file://${permissionsDirectory}/${permissionsFile}` },
              log: { format: 'json' },
            },
          },
        },
        values,
      ),
      images: [charts.keto.images[1]],
      networkRules: {
        all: { podLabels, ingress: [{ peer: { capability: 'metrics' }, ports: [4468] }], egress: egressRules },
        // Tenants can only use the read API. The write API on port 4467 is for the namespace of ORY.
        read: { podLabels, ingress: [{ peer: 'tenants', ports: [4466] }] },
        migration: { podLabels: migrationPodLabels('keto', name), egress: egressRules },
      },
    },
    relationTuplesRelease(context),
  ];
}

const podLabels = { 'app.kubernetes.io/name': 'keto' };
