import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import ts from 'typescript';
import * as constructs from '../../constructs';
import * as machines from '../../constructs/machines';
import * as plinth from '../../src';
import * as testing from '../../src/testing';
import * as stacks from '../../stacks';

const root = join(__dirname, '../..');

/** Cluster and component kinds, exported by `plinth` and `plinth/constructs`. */
const kindNames = [
  'argoCd',
  'calico',
  'certManager',
  'cilium',
  'cloudNativePg',
  'coreDns',
  'dex',
  'elasticsearch',
  'existing',
  'externalDns',
  'externalSecrets',
  'flannel',
  'fluentBit',
  'fluentd',
  'grafana',
  'influxDb',
  'kibana',
  'kyverno',
  'localPath',
  'loki',
  'longhorn',
  'metallb',
  'metricsServer',
  'nginx',
  'nodeExporter',
  'oidcIssuer',
  'onPrem',
  'openBao',
  'openTelemetry',
  'ory',
  'prometheus',
  'rook',
  'seaweedFs',
  'serviceGate',
  'telegraf',
  'tempo',
  'traefik',
  'valkey',
  'velero',
];

const modules = [
  {
    name: 'plinth',
    index: 'src/index.ts',
    exported: plinth,
    values: [
      ...kindNames,
      'DefinitionError',
      'application',
      'clusterInfo',
      'clusterKind',
      'componentKind',
      'cronJob',
      'definePlatform',
      'error',
      'formatProblem',
      'isChartRelease',
      'job',
      'kinds',
      'language',
      'planApplication',
      'planJob',
      'policy',
      'resolveImage',
      'synth',
      'tenantsIn',
      'tryGetEndpoint',
      'warning',
    ],
    types: [
      'AnyKind',
      'ApplicationInput',
      'ApplicationPlan',
      'Capability',
      'ChartRelease',
      'ChartVersion',
      'AddedItems',
      'Additions',
      'ApiServer',
      'ClusterConnection',
      'DataStackPlan',
      'PermissionStackPlan',
      'LanguageOptions',
      'Policy',
      'PolicyCluster',
      'PolicyTenant',
      'PolicyWorkload',
      'CalledApplicationInput',
      'ConnectedWorkloadInput',
      'StandaloneApplicationProps',
      'StandaloneJobProps',
      'StandaloneWorkloadProps',
      'DocumentedOptions',
      'ExecConnection',
      'ForwardAuth',
      'ForwardAuthFunction',
      'IngressPath',
      'OidcClient',
      'KubeconfigConnection',
      'ProvidedCapability',
      'ProviderContext',
      'CapabilityProviders',
      'TerraformRelease',
      'WorkloadAdditions',
      'WorkloadContext',
      'ClusterDefinition',
      'ClusterInfo',
      'ClusterKind',
      'ClusterPlan',
      'ComponentDefinition',
      'ComponentKind',
      'CrdRelease',
      'Endpoint',
      'JobInput',
      'JobPlan',
      'DefinitionLanguage',
      'Language',
      'Machine',
      'NetworkRules',
      'ObjectRelease',
      'Plan',
      'PlatformInput',
      'PlatformTenantInput',
      'PodSecurity',
      'Problem',
      'CapabilityEndpoints',
      'Release',
      'SynthOptions',
      'TenantPlan',
      'TenantsFromFiles',
    ],
  },
  {
    name: 'plinth/constructs',
    index: 'constructs/index.ts',
    exported: constructs,
    values: [
      ...kindNames,
      'Application',
      'ComponentNamespace',
      'HelmRelease',
      'Job',
      'Product',
      'TenantAdmissionPolicies',
      'TenantNamespace',
      'TerraformData',
      'kinds',
      'addObject',
      'renderManifest',
      'tenantRelease',
    ],
    types: [
      'TenantAdmissionPoliciesProps',
      'ApplicationProps',
      'ComponentNamespaceProps',
      'HelmReleaseProps',
      'KubernetesObject',
      'JobProps',
      'PlannedApplicationProps',
      'PlannedJobProps',
      'LocalChart',
      'ProductProps',
      'TenantNamespaceProps',
      'TerraformDataProps',
    ],
  },
  {
    name: 'plinth/stacks',
    index: 'stacks/index.ts',
    exported: stacks,
    values: [
      'Cluster',
      'Component',
      'DataStack',
      'InfrastructureStack',
      'NetworkStack',
      'PermissionStack',
      'ReleaseStack',
      'Tenant',
      'assemble',
      'listDeliverySteps',
    ],
    types: ['ClusterProps', 'ComponentProps', 'DeliveryStep', 'OutputFile', 'ProgressListener', 'Sink', 'TenantProps'],
  },
  {
    name: 'plinth/machines',
    index: 'constructs/machines/index.ts',
    exported: machines,
    values: [
      'machineKind',
      'renderHostCertificateCommands',
      'renderIgnition',
      'renderNetworkConfig',
      'renderUserData',
      'vsphere',
    ],
    types: ['CheckedMachines', 'IgnitionOptions', 'IgnitionSystem', 'MachineHost', 'MachineNetwork', 'MachineProvider'],
  },
  {
    name: 'plinth/testing',
    index: 'src/testing/index.ts',
    exported: testing,
    values: ['ClusterTemplate', 'Resources', 'Template'],
    types: ['ExpectedProperties', 'Resource', 'TemplateOptions'],
  },
];

describe.each(modules)('$name', ({ index, exported, values, types }) => {
  it('exports exactly the public names', () => {
    expect(listExportedNames(index)).toEqual([...values, ...types].sort());
    expect(Object.keys(exported).sort()).toEqual([...values].sort());
  });
});

it('lists every exported name in index files', () => {
  const indexFiles = ['src', 'constructs', 'stacks'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((path) => basename(path) === 'index.ts')
      .map((path) => `${folder}/${path.split(sep).join('/')}`),
  );
  expect(indexFiles.filter((file) => /^export \*/m.test(readFileSync(join(root, file), 'utf8')))).toEqual([]);
});

/** Names of values and types that an index file re-exports. */
function listExportedNames(file: string): readonly string[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), 'utf8'), ts.ScriptTarget.Latest);
  return source.statements
    .flatMap((statement) =>
      ts.isExportDeclaration(statement) && statement.exportClause && ts.isNamedExports(statement.exportClause)
        ? statement.exportClause.elements.map(({ name }) => name.text)
        : [],
    )
    .sort();
}
