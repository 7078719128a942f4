import { z } from 'zod';
import { resolveImage } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import { dnsLabel, helmValues, hostname, nonEmptyList } from '../../../src/schema/field-types';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';
import type { AlertRule } from '../../monitoring/alert-rules';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { charts } from './charts';

/** Port of the metrics. */
const port = 7979;

/**
 * external-dns, which creates the DNS records of the hosts of Ingresses in the zones of a DNS provider, and deletes them with
 * the Ingresses. It changes only records that it has created for this cluster.
 * @see https://kubernetes-sigs.github.io/external-dns/
 * @example
 * externalDns({ provider: 'aws', zones: ['acme.example'] })
 */
export const externalDns = componentKind({
  kind: 'external-dns',
  summary: 'DNS records of the hosts of applications, with external-dns.',
  schema: z.strictObject({
    provider: dnsLabel.describe('DNS provider in the words of external-dns, such as aws, azure, google or rfc2136'),
    zones: nonEmptyList(hostname).describe('domains of the zones: records outside of them are not changed'),
    credentials: dnsLabel
      .optional()
      .describe(
        'Secret in the namespace of the component whose keys are environment variables of the provider; @default the identity of the pod in the cloud',
      ),
    variables: nonEmptyList(z.string().regex(/^[A-Z_][A-Z0-9_]*$/, 'must be the name of an environment variable'))
      .optional()
      .meta({ examples: [['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']] })
      .describe('keys of `credentials`; @default none'),
    onRemoval: z
      .enum(['delete', 'retain'])
      .default('delete')
      .describe('whether the records of a host are deleted with its Ingress'),
    values: helmValues.optional(),
  }),
  requires: () => ['network', 'ingress'],
  secrets: ({ name, credentials, variables = [] }) =>
    credentials === undefined
      ? []
      : [
          {
            namespace: name,
            name: credentials,
            requiredFor: 'externalDns({ credentials })',
            values: Object.fromEntries(
              variables.map((variable) => [
                variable,
                { from: 'provided' as const, description: 'environment variable of the DNS provider' },
              ]),
            ),
            rotation: { restarts: [{ kind: 'Deployment', name }] },
          },
        ],
  releases: ({ name, provider, zones, credentials, variables = [], onRemoval, values }, cluster) => {
    const hasMetrics = 'metrics' in cluster.capabilities;
    return [
      {
        name,
        namespace: name,
        podSecurity: 'restricted',
        chart: charts.externalDns,
        values: mergeHelmValues(
          {
            fullnameOverride: name,
            image: { repository: resolveImage(cluster, 'registry.k8s.io/external-dns/external-dns') },
            provider: { name: provider },
            domainFilters: zones,
            // Tenants can annotate their Services; hosts of Ingresses are checked.
            sources: ['ingress'],
            extraArgs: ['--ignore-hostname-annotation'],
            policy: onRemoval === 'delete' ? 'sync' : 'upsert-only',
            registry: 'txt',
            txtOwnerId: `${cluster.platform}-${cluster.cluster}`,
            env:
              credentials === undefined
                ? []
                : variables.map((variable) => ({
                    name: variable,
                    valueFrom: { secretKeyRef: { name: credentials, key: variable } },
                  })),
            resources: containerResources({ cpuRequest: '20m', memoryRequest: '64Mi', memoryLimit: '256Mi' }),
            serviceMonitor: { enabled: hasMetrics },
          },
          values,
        ),
        networkRules: {
          all: {
            ingress: [{ peer: { capability: 'metrics' }, ports: [port] }],
            egress: [
              { peer: 'api-server' },
              // APIs of DNS providers, and name servers that accept dynamic updates.
              { peer: 'outside-cluster', ports: [443, { port: 53, protocol: 'UDP' }, { port: 53, protocol: 'TCP' }] },
              { peer: 'link-local', ports: [80] },
            ],
          },
        },
      },
      ...monitoringReleases({ name, namespace: name, alerts: alerts(name) }, cluster),
    ];
  },
});

function alerts(namespace: string): readonly AlertRule[] {
  return [
    {
      name: 'DnsRecordsNotUpdated',
      expr: `time() - max(external_dns_controller_last_sync_timestamp_seconds{namespace="${namespace}"}) > 900`,
      forMinutes: 10,
      severity: 'warning',
      summary: 'DNS records have not been updated for {{ $value | humanizeDuration }}: new hosts do not resolve.',
      runbook: `kubectl -n ${namespace} logs deploy/${namespace}. Frequent causes: missing permissions for the zone, or limits of the DNS provider.`,
    },
  ];
}
