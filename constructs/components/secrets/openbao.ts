import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Construct } from 'constructs';
import type { ConfigMap } from 'kubernetes-types/core/v1';
import { z } from 'zod';
import type { OptionsOf } from '../../../src/definition/component';
import { groupBy } from '../../../src/checks/duplicates';
import { resolveImage, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { componentKind } from '../../../src/kinds/component-kind';
import type { ChartRelease, ObjectRelease } from '../../../src/kinds/release';
import { dnsLabel, helmValues } from '../../../src/schema/field-types';
import { warning } from '../../../src/schema/problem';
import { containerResources } from '../../kubernetes/container-resources';
import { mergeHelmValues } from '../../kubernetes/helm-values';
import { addObject } from '../../kubernetes/object';
import type { AlertRule } from '../../monitoring/alert-rules';
import { metricsPanel, type DashboardProps } from '../../monitoring/dashboard';
import { monitoringReleases } from '../../monitoring/component-monitoring';
import { scriptPodLabels } from '../../kubernetes/script-server';
import { charts } from './charts';
import { snapshotsAlert, snapshotsName, snapshotsRelease, snapshotsSchema, snapshotsSecret } from './openbao-snapshots';

const schema = z.strictObject({
  replicas: z
    .union([z.literal(1), z.literal(3), z.literal(5)])
    .default(3)
    .describe('number of servers, an odd one: with 3, the loss of one is tolerated'),
  storageGiB: z.number().positive().default(10).describe('size of the volume of each server, in GiB'),
  storageClass: z
    .string()
    .optional()
    .meta({ examples: ['fast'] })
    .describe('StorageClass of the volumes; @default the default StorageClass'),
  seal: z
    .strictObject({
      type: z
        .enum(['transit', 'awskms', 'azurekeyvault', 'gcpckms', 'ocikms', 'kmip', 'pkcs11'])
        .describe('service with the key that unseals the servers'),
      parameters: z
        .record(
          z
            .string()
            .regex(
              /^[a-z_]+$/,
              'must be the name of a parameter: write lower-case letters and underscores, such as key_name',
            ),
          z.string(),
        )
        .meta({ examples: [{ address: 'https://unseal.acme.example', mount_path: 'transit/', key_name: 'platform' }] })
        .describe('parameters of the seal, without credentials, such as address, mount_path and key_name'),
      credentials: z
        .record(
          z
            .string()
            .regex(
              /^[A-Z_]+$/,
              'must be the name of an environment variable: write capital letters and underscores, such as VAULT_TOKEN',
            ),
          z.strictObject({
            secret: dnsLabel.describe('Secret in the namespace of the component'),
            key: z
              .string()
              .meta({ examples: ['password'] })
              .describe('key of the Secret'),
          }),
        )
        .default({})
        .meta({ examples: [{ BAO_TOKEN: { secret: 'unseal', key: 'token' } }] })
        .describe('environment variables with the credentials of the seal, such as BAO_TOKEN of a transit seal'),
    })
    .optional()
    .meta({
      examples: [
        {
          type: 'transit',
          parameters: { address: 'https://unseal.acme.example', mount_path: 'transit/', key_name: 'platform' },
        },
      ],
    })
    .describe('automatic unsealing; @default a person unseals each server after each start'),
  snapshots: snapshotsSchema
    .optional()
    .meta({ examples: [{ bucket: 'secret-snapshots', endpoint: 'https://s3.acme.example' }] })
    .describe('bucket for a daily snapshot of all secrets, encrypted with the key of the store; @default no snapshots'),
  values: helmValues.optional(),
});

type Options = OptionsOf<typeof schema>;

/** Folder of the certificate in the containers. */
const certificateFolder = '/openbao/tls';

/** Folder of the script in the containers by which a person initializes the store. */
const setupFolder = '/openbao/setup';

const setupScript = readFileSync(join(__dirname, 'scripts/initialize.sh'), 'utf8');

/**
 * OpenBao: store of secrets, with replicated storage and TLS. It is initialized by a person, once; `externalSecrets({
 * store: 'openbao' })` reads from it.
 * @see https://openbao.org/docs/
 * @example
 * openBao({
 *   seal: {
 *     type: 'transit',
 *     parameters: { address: 'https://unseal.acme.example', mount_path: 'transit/', key_name: 'platform' },
 *     credentials: { BAO_TOKEN: { secret: 'unseal', key: 'token' } },
 *   },
 * })
 */
export const openBao = componentKind({
  kind: 'openbao',
  summary: 'Store of secrets, with OpenBao.',
  schema,
  requires: () => ['network', 'storage', 'certificates'],
  provides: ({ name }) => ({
    'secret-store': {
      endpoint: {
        api: 'openbao',
        url: `https://${name}-active.${name}.svc:8200`,
        namespace: name,
        podLabels: serverLabels(name),
      },
    },
  }),
  secrets: ({ name, seal, snapshots }) => [
    ...[...groupBy(Object.values(seal?.credentials ?? {}), ({ secret }) => secret)].map(([secret, references]) => ({
      namespace: name,
      name: secret,
      requiredFor: 'openBao({ seal }) with credentials',
      values: Object.fromEntries(
        references.map(({ key }) => [key, { from: 'provided' as const, description: 'credential of the seal' }]),
      ),
      beforeStore: true as const,
      rotation: { manual: 'restart the servers one after another' },
    })),
    ...(snapshots ? [snapshotsSecret(name, snapshots)] : []),
  ],
  validate: ({ seal, replicas, snapshots }) => [
    ...(seal === undefined
      ? [
          warning(
            ['seal'],
            undefined,
            'is not set: a person must unseal every server after each start, and secrets are not available before',
            'set a transit server or the key of a cloud',
          ),
        ]
      : []),
    ...(snapshots === undefined
      ? [
          warning(
            ['snapshots'],
            undefined,
            'is not set: secrets are lost with the volumes of the servers, unless you save snapshots yourself',
            'set a bucket outside of the cluster',
          ),
        ]
      : []),
    ...(replicas === 1 ? [warning(['replicas'], replicas, 'does not tolerate the loss of a server', 'write 3')] : []),
  ],
  releases: (options, cluster) => [
    certificateRelease(options),
    setupRelease(options),
    serverRelease(options, cluster),
    ...(options.snapshots
      ? [snapshotsRelease(options.name, options.snapshots, openBaoCertificateSecret(options.name), cluster)]
      : []),
    ...monitoringReleases(
      {
        name: options.name,
        namespace: options.name,
        alerts: listAlertRules(options),
        dashboard,
        pods: { labels: serverLabels(options.name), port: 'https', path: '/v1/sys/metrics', scheme: 'https' },
      },
      cluster,
    ),
  ],
});

/** Returns the name of the Secret with the certificate of the servers and their certificate authority. */
export function openBaoCertificateSecret(name: string): string {
  return `${name}-tls`;
}

function serverLabels(name: string) {
  return { 'app.kubernetes.io/instance': name, component: 'server' };
}

/** Returns the release of a certificate authority of its own, whose key stays in the namespace, and the certificate. */
function certificateRelease({ name }: Options) {
  const release = `${name}-certificates`;
  return {
    name: release,
    namespace: name,
    podSecurity: 'restricted' as const,
    objects: {
      'objects.yaml': (scope: Construct) => {
        const add = (id: string, kind: string, objectName: string, spec: object) =>
          addObject(scope, id, {
            apiVersion: 'cert-manager.io/v1',
            kind,
            metadata: { name: objectName, namespace: name },
            spec,
          });
        const authority = `${name}-authority`;
        add('SelfSigned', 'Issuer', `${name}-self-signed`, { selfSigned: {} });
        add('Authority', 'Certificate', authority, {
          isCA: true,
          commonName: authority,
          secretName: authority,
          duration: '87600h',
          privateKey: { algorithm: 'ECDSA', size: 256 },
          issuerRef: { kind: 'Issuer', name: `${name}-self-signed` },
        });
        add('Issuer', 'Issuer', authority, { ca: { secretName: authority } });
        add('Certificate', 'Certificate', openBaoCertificateSecret(name), {
          secretName: openBaoCertificateSecret(name),
          duration: '2160h',
          privateKey: { algorithm: 'ECDSA', size: 256 },
          dnsNames: [
            'localhost',
            ...[name, `${name}-active`, `${name}-internal`].flatMap((service) => [
              service,
              `${service}.${name}.svc`,
              `*.${service}`,
            ]),
          ],
          ipAddresses: ['127.0.0.1'],
          issuerRef: { kind: 'Issuer', name: authority },
        });
      },
    },
  };
}

/** Returns the release of the script by which a person initializes the store. */
function setupRelease({ name }: Options): ObjectRelease {
  const release = setupName(name);
  return {
    name: release,
    namespace: name,
    podSecurity: 'restricted',
    objects: {
      'objects.yaml': (scope) => {
        addObject<ConfigMap>(scope, 'Setup', {
          apiVersion: 'v1',
          kind: 'ConfigMap',
          metadata: { name: release, namespace: name },
          data: { 'initialize.sh': setupScript },
        });
      },
    },
  };
}

function setupName(name: string): string {
  return `${name}-setup`;
}

function serverRelease(options: Options, cluster: ClusterInfo): ChartRelease {
  const { name, replicas, storageGiB, storageClass, seal, snapshots, values } = options;
  const [registry = '', ...path] = resolveImage(cluster, 'quay.io/openbao/openbao').split('/');
  return {
    name,
    namespace: name,
    podSecurity: 'restricted',
    after: [`${name}-certificates`, setupName(name)],
    chart: charts.openBao,
    images: [serverImage],
    values: mergeHelmValues(
      {
        fullnameOverride: name,
        global: { tlsDisable: false },
        // External Secrets reads from the store; the injector would change pods of tenants.
        injector: { enabled: false },
        server: {
          image: { registry, repository: path.join('/') },
          resources: containerResources({ cpuRequest: '100m', memoryRequest: '256Mi', memoryLimit: '512Mi' }),
          // A sealed server is ready: otherwise Helm would wait for a person, who cannot initialize it before.
          readinessProbe: { path: '/v1/sys/health?standbyok=true&sealedcode=204&uninitcode=204' },
          statefulSet: {
            securityContext: {
              pod: {
                runAsNonRoot: true,
                runAsUser: 100,
                runAsGroup: 1000,
                fsGroup: 1000,
                seccompProfile: { type: 'RuntimeDefault' },
              },
              container: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
            },
          },
          dataStorage: {
            size: `${storageGiB}Gi`,
            ...(storageClass === undefined ? {} : { storageClass }),
            annotations: { 'helm.sh/resource-policy': 'keep' },
          },
          volumes: [
            { name: 'tls', secret: { secretName: openBaoCertificateSecret(name) } },
            { name: 'setup', configMap: { name: setupName(name) } },
          ],
          volumeMounts: [
            { name: 'tls', mountPath: certificateFolder, readOnly: true },
            { name: 'setup', mountPath: setupFolder, readOnly: true },
          ],
          extraEnvironmentVars: { BAO_CACERT: `${certificateFolder}/ca.crt` },
          extraSecretEnvironmentVars: Object.entries(seal?.credentials ?? {}).map(([envName, { secret, key }]) => ({
            envName,
            secretName: secret,
            secretKey: key,
          })),
          standalone: { enabled: false },
          ha: {
            enabled: true,
            replicas,
            raft: { enabled: true, setNodeId: true, config: renderOpenBaoConfiguration(options) },
          },
        },
      },
      values,
    ),
    networkRules: {
      servers: {
        ingress: [
          { peer: { capability: 'secrets' }, ports: [8200] },
          { peer: { capability: 'metrics' }, ports: [8200] },
          ...(snapshots
            ? [{ peer: { namespace: name, podLabels: scriptPodLabels(snapshotsName(name)) }, ports: [8200] }]
            : []),
        ],
        // The API server validates tokens of clients; the service of the seal is outside of the cluster.
        egress: [
          { peer: 'api-server' },
          ...(seal === undefined ? [] : ([{ peer: 'outside-cluster' }, { peer: 'link-local', ports: [80] }] as const)),
        ],
      },
    },
  };
}

const serverImage = 'quay.io/openbao/openbao:2.6.2';

/** Returns the configuration of the servers, in HCL. */
export function renderOpenBaoConfiguration({ name, replicas, seal }: Options): string {
  const certificate = [
    `tls_cert_file = "${certificateFolder}/tls.crt"`,
    `tls_key_file = "${certificateFolder}/tls.key"`,
  ];
  const blocks = [
    'ui = false',
    renderBlock('listener "tcp"', [
      'address = "[::]:8200"',
      'cluster_address = "[::]:8201"',
      ...certificate,
      renderBlock('telemetry', ['unauthenticated_metrics_access = true']),
    ]),
    renderBlock('storage "raft"', [
      'path = "/openbao/data"',
      ...Array.from({ length: replicas }, (_, index) =>
        renderBlock('retry_join', [
          `leader_api_addr = "https://${name}-${index}.${name}-internal:8200"`,
          `leader_ca_cert_file = "${certificateFolder}/ca.crt"`,
        ]),
      ),
    ]),
    ...(seal
      ? [
          renderBlock(
            `seal "${seal.type}"`,
            Object.entries(seal.parameters).map(([parameter, value]) => `${parameter} = ${JSON.stringify(value)}`),
          ),
        ]
      : []),
    // To the log of the pod. Values are hashed, and each request fails that cannot be recorded.
    renderBlock('audit "file" "log"', [
      'description = "every request and response, in the log of the pod"',
      renderBlock('options', ['file_path = "stdout"']),
    ]),
    'service_registration "kubernetes" {}',
    renderBlock('telemetry', ['prometheus_retention_time = "12h"', 'disable_hostname = true']),
  ];
  return `${blocks.join('\n')}\n`;
}

function renderBlock(header: string, lines: readonly string[]): string {
  const body = lines.flatMap((line) => line.split('\n')).map((line) => `  ${line}`);
  return [`${header} {`, ...body, '}'].join('\n');
}

/** @see https://openbao.org/docs/internals/telemetry/metrics/ */
function listAlertRules({ name, replicas, snapshots }: Options): readonly AlertRule[] {
  const status = `kubectl -n ${name} exec ${name}-0 -- bao status`;
  return [
    {
      name: 'SecretStoreSealed',
      expr: `vault_core_unsealed{namespace="${name}"} == 0`,
      forMinutes: 5,
      severity: 'critical',
      summary: 'OpenBao server {{ $labels.pod }} is sealed.',
      runbook: `With a seal, check that its service and key can be reached: ${status}. Otherwise unseal it: kubectl -n ${name} exec -ti {{ $labels.pod }} -- bao operator unseal.`,
    },
    {
      name: 'SecretStoreDown',
      expr: `(count(up{namespace="${name}"} == 1) or vector(0)) < ${replicas}`,
      forMinutes: 10,
      severity: 'warning',
      summary: `OpenBao has {{ $value }} of ${replicas} servers.`,
      runbook: `kubectl -n ${name} get pods,pvc, then ${status}. Existing Secrets are not affected; without a majority, none is updated.`,
    },
    {
      name: 'SecretStoreWithoutLeader',
      expr: `sum(vault_core_active{namespace="${name}"}) < 1`,
      forMinutes: 5,
      severity: 'critical',
      summary: 'No OpenBao server is active: secrets cannot be read.',
      runbook: `${status} shows whether the servers are sealed; bao operator raft list-peers shows whether a majority is there.`,
    },
    {
      name: 'SecretStoreAuditFails',
      expr: `sum(rate(vault_audit_log_request_failure{namespace="${name}"}[5m]) + rate(vault_audit_log_response_failure{namespace="${name}"}[5m])) > 0`,
      forMinutes: 5,
      severity: 'critical',
      summary: 'OpenBao cannot record who reads secrets, and refuses these requests.',
      runbook: `kubectl -n ${name} logs ${name}-0 shows whether the log is written; the disk of its node may be full.`,
    },
    ...(snapshots ? [snapshotsAlert(name)] : []),
  ];
}

const dashboard: DashboardProps = {
  uid: 'platform-openbao',
  title: 'OpenBao',
  tags: ['platform', 'secrets'],
  panels: [
    metricsPanel('Unsealed servers', 'short', { unsealed: 'sum(vault_core_unsealed)' }),
    metricsPanel('Requests per second', 'reqps', { requests: 'sum(rate(vault_core_handle_request_count[5m]))' }),
    metricsPanel('Leases', 'short', { leases: 'max(vault_expire_num_leases)' }),
    metricsPanel('Storage', 'bytes', { '{{pod}}': 'vault_raft_storage_stats_total_size' }),
  ],
};
