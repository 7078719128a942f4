import { posix } from 'node:path';
import { z } from 'zod';
import type { ZoneAccess } from '../../../src/definition/capability';
import { resolveImage, tryGetEndpoint, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import type { Release } from '../../../src/kinds/release';
import { dnsLabel, helmValues, hostname, nonEmptyList } from '../../../src/schema/field-types';
import { error, type Problem } from '../../../src/schema/problem';
import { digest } from '../../digest';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';
import { addObject } from '../../kubernetes/object';
import type { AlertRule } from '../../monitoring/alert-rules';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { charts } from './charts';
import { listIdentitySecrets, renderIdentityVariables } from './zone-identity';

/** Port of the metrics. */
const port = 7979;

/**
 * external-dns, which creates the DNS records of the hosts of Ingresses in the zones of a DNS provider, and deletes them with
 * the Ingresses. It changes only records that it has created for this cluster. Without `credentials`, a component with
 * permission to change the zones, such as azureDns() or cloudDns(), configures the provider.
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
    variables: nonEmptyList(
      z
        .string()
        .regex(
          /^[A-Z_][A-Z0-9_]*$/,
          'must be the name of an environment variable: write capital letters, digits and underscores, such as TSIG_SECRET',
        ),
    )
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
  validate: ({ provider, credentials }, cluster) =>
    credentials === undefined ? checkZonePermission(provider, cluster) : [],
  secrets: ({ name, provider, credentials, variables = [] }, cluster) =>
    credentials === undefined
      ? listIdentitySecrets(name, tryGetZoneAccess(provider, cluster))
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
    const access = credentials === undefined ? tryGetZoneAccess(provider, cluster) : undefined;
    const { configFile, podLabels } = access ?? {};
    return [
      ...(configFile === undefined ? [] : [configurationRelease(name, configFile)]),
      {
        name,
        namespace: name,
        podSecurity: 'restricted',
        ...(configFile === undefined ? {} : { after: [configurationName(name)] }),
        chart: charts.externalDns,
        values: mergeHelmValues(
          {
            fullnameOverride: name,
            image: { repository: resolveImage(cluster, 'registry.k8s.io/external-dns/external-dns') },
            provider: { name: provider },
            domainFilters: zones,
            // Tenants can annotate their Services; hosts of Ingresses are checked.
            sources: ['ingress'],
            extraArgs: ['--ignore-hostname-annotation', ...(access?.arguments ?? [])],
            ...(podLabels === undefined ? {} : { podLabels }),
            ...(configFile === undefined ? {} : renderConfigFile(name, configFile)),
            policy: onRemoval === 'delete' ? 'sync' : 'upsert-only',
            registry: 'txt',
            txtOwnerId: `${cluster.platform}-${cluster.cluster}`,
            env:
              credentials === undefined
                ? renderIdentityVariables(access)
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

/** Components with permission for zones of a cloud, by the provider of external-dns. */
const zoneComponents: Readonly<Record<string, string>> = {
  aws: 'route53()',
  azure: 'azureDns()',
  google: 'cloudDns()',
};

/** Checks that pods on a cluster of a cloud have the permission to change its zones. Nothing is known of other clusters. */
function checkZonePermission(provider: string, cluster: ClusterInfo): readonly Problem[] {
  const component = zoneComponents[provider];
  if (!cluster.cloud || component === undefined || tryGetZoneAccess(provider, cluster)) return [];
  return [
    error(
      ['provider'],
      provider,
      'the pods of external-dns have no permission to change its zones',
      cluster.cloud.provider === provider
        ? `add the component ${component}, or write credentials`
        : 'write credentials, or the provider of the cloud of the cluster',
    ),
  ];
}

/** Returns what the pods need to change the zones that the platform has permission for, at the same DNS provider. */
function tryGetZoneAccess(provider: string, cluster: ClusterInfo): ZoneAccess | undefined {
  const { api, zoneAccess } = tryGetEndpoint(cluster, 'dns-zones') ?? {};
  return api === provider ? zoneAccess : undefined;
}

/** Configuration file of external-dns. */
type ConfigFile = NonNullable<ZoneAccess['configFile']>;

/** Returns the name of the release, and of the ConfigMap, of the configuration file. */
function configurationName(name: string): string {
  return `${name}-configuration`;
}

function configurationRelease(name: string, { path, content }: ConfigFile): Release {
  return {
    name: configurationName(name),
    namespace: name,
    podSecurity: 'restricted',
    objects: {
      'objects.yaml': (scope) => {
        addObject(scope, 'configuration', {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: configurationName(name), namespace: name },
          data: { [posix.basename(path)]: content },
        });
      },
    },
  };
}

/** Returns the values of the chart by which the pod has the configuration file, and is replaced when it changes. */
function renderConfigFile(name: string, { path, content }: ConfigFile) {
  const volume = 'configuration';
  return {
    podAnnotations: { 'plinth.dev/configuration': digest(content) },
    extraVolumes: [{ name: volume, configMap: { name: configurationName(name) } }],
    extraVolumeMounts: [{ name: volume, mountPath: posix.dirname(path), readOnly: true }],
  };
}

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
