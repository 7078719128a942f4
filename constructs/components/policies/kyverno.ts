import { z } from 'zod';
import type { OptionsOf } from '../../../src/definition/component';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { dnsLabel, helmValues, list, nonEmptyList } from '../../../src/schema/field-types';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';
import type { AlertRule } from '../../monitoring/alert-rules';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { charts } from './charts';
import { checkImageVolumes } from './image-volumes';
import { addImageVolumePolicy, addSignaturePolicies, signatureSchema } from './signatures';

const schema = z.strictObject({
  signatures: nonEmptyList(signatureSchema)
    .meta({
      examples: [
        [
          {
            images: ['registry.acme.example/*'],
            identities: [
              {
                issuer: 'https://token.actions.githubusercontent.com',
                subject: 'https://github.com/acme/shop/.github/workflows/release.yaml@refs/tags/*',
              },
            ],
          },
        ],
      ],
    })
    .describe(
      'signatures of cosign that images of tenants need; an image that matches several entries needs one of each, and others need none',
    ),
  pullSecrets: list(dnsLabel)
    .default([])
    .meta({ examples: [['registry']] })
    .describe(
      'Secrets of type kubernetes.io/dockerconfigjson in the namespace of the component, with credentials of the registries',
    ),
  replicas: z
    .int()
    .min(1)
    .refine((replicas) => replicas !== 2, 'must not be 2: write 1, or 3 for high availability')
    .default(3)
    .describe('number of pods: while none runs, the API server refuses new pods of tenants'),
  values: helmValues.optional(),
});

type Options = OptionsOf<typeof schema>;

/**
 * Kyverno: images of tenants must have signatures of cosign, by keys or identities of the platform. Other sorts of its
 * policies can be added, for example as objects of a component of your own.
 * @see https://kyverno.io/docs/policy-types/image-validating-policy/
 * @example
 * kyverno({
 *   signatures: [
 *     {
 *       images: ['registry.acme.example/*'],
 *       identities: [{ issuer: 'https://token.actions.githubusercontent.com', subject: 'https://github.com/acme/*' }],
 *     },
 *   ],
 * })
 */
export const kyverno = componentKind({
  kind: 'kyverno',
  summary: 'Signatures of images of tenants, verified by Kyverno.',
  schema,
  requires: () => ['network'],
  provides: () => ({
    'image-signatures': {
      endpoint: {},
      validateTenant: ({ objects }) => checkImageVolumes(objects, ['objects']),
      validateWorkload: ({ patch }) => checkImageVolumes(patch, ['patch']),
    },
  }),
  exclusiveResources: () => ({ 'the CustomResourceDefinitions of Kyverno': 'remove one' }),
  secrets: ({ name, pullSecrets }) =>
    pullSecrets.map((secret) => ({
      namespace: name,
      name: secret,
      requiredFor: 'kyverno({ pullSecrets })',
      type: 'kubernetes.io/dockerconfigjson',
      values: { config: { from: 'provided' as const, description: 'credentials of registries, as JSON of Docker' } },
      keys: { '.dockerconfigjson': '{{ .config }}' },
      rotation: { reloads: 'Kyverno reads it at each verification' },
    })),
  releases: (options, cluster) => {
    const { name, values } = options;
    return [
      {
        name,
        namespace: name,
        podSecurity: 'restricted',
        chart: charts.kyverno,
        networkRules: {
          admission: {
            ingress: [
              { peer: 'api-server', ports: [9443] },
              { peer: { capability: 'metrics' }, ports: [8000] },
            ],
            // Registries, and the log of signatures.
            egress: [{ peer: 'api-server' }, { peer: 'outside-cluster' }],
          },
        },
        values: mergeHelmValues(renderValues(options, cluster), values),
      },
      {
        name: `${name}-policies`,
        namespace: name,
        podSecurity: 'restricted',
        after: [name],
        objects: {
          'objects.yaml': (scope) => {
            addSignaturePolicies(scope, options, cluster);
            addImageVolumePolicy(scope);
          },
        },
      },
      ...monitoringReleases({ name, namespace: name, alerts: listAlertRules(name) }, cluster),
    ];
  },
});

function renderValues({ name, replicas }: Options, cluster: ClusterInfo) {
  const hasMetrics = tryGetEndpoint(cluster, 'metrics') !== undefined;
  const image = (reference: string) => {
    const resolved = resolveImage(cluster, reference);
    const slash = resolved.indexOf('/');
    return { registry: resolved.slice(0, slash), repository: resolved.slice(slash + 1) };
  };
  return {
    fullnameOverride: name,
    crds: { migration: { image: image('reg.kyverno.io/kyverno/kyverno-cli') } },
    webhooksCleanup: { image: { ...image('ghcr.io/kyverno/readiness-checker'), tag: charts.kyverno.appVersion } },
    // Users who may write an exception could run any image.
    features: { policyExceptions: { enabled: false } },
    admissionController: {
      replicas,
      initContainer: { image: image('reg.kyverno.io/kyverno/kyvernopre') },
      container: {
        image: image('reg.kyverno.io/kyverno/kyverno'),
        resources: containerResources({ cpuRequest: '100m', memoryRequest: '256Mi', memoryLimit: '768Mi' }),
      },
      serviceMonitor: { enabled: hasMetrics },
    },
    // They serve other sorts of policies, and reports.
    backgroundController: { enabled: false },
    cleanupController: { enabled: false },
    reportsController: { enabled: false },
  };
}

function listAlertRules(namespace: string): readonly AlertRule[] {
  return [
    {
      name: 'KyvernoDown',
      expr: `absent(up{namespace="${namespace}", container="kyverno"} == 1)`,
      forMinutes: 5,
      severity: 'critical',
      summary:
        'Kyverno is down: the API server refuses new pods of tenants, because the signatures of their images cannot be verified.',
      runbook: `kubectl -n ${namespace} get pods, then read the log of the failing one. Running pods keep running.`,
    },
  ];
}
