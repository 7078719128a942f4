import type { ApplicationInput } from '../../../src/definition/application';
import type { JobInput } from '../../../src/definition/job';
import type { DescribedTenant, Difference, RealFile } from './real-file';
import type { WorkloadFacts } from './workload-facts';

const image = 'navikt/myapplication:1.2.3';
const clusters = ['cluster'];

interface Manifest {
  /** Path below the test data of naiserator, without extension. */
  readonly file: string;
  readonly workload: Omit<ApplicationInput, 'image'> | Omit<JobInput, 'image'>;
  readonly facts: WorkloadFacts;
  readonly differences?: readonly Difference[];
  readonly warnings?: readonly string[];
  /** Further tenants. */
  readonly tenants?: Readonly<Record<string, DescribedTenant>>;
  /** Further workloads of the tenant. */
  readonly others?: Readonly<Record<string, ApplicationInput>>;
}

/** Application of a team at nais, as a tenant with one application. */
function manifest({ file, workload, facts, differences, warnings, tenants, others }: Manifest): RealFile {
  const tenant = `nais-${file.replace('naisjob/', 'job-').replaceAll('_', '-').slice(0, 40)}`;
  const name = file.startsWith('naisjob/') ? 'mynaisjob' : 'myapplication';
  const applications = { [name]: { image, ...workload } as ApplicationInput | JobInput, ...others };
  return {
    source: `nais/naiserator pkg/resourcecreator/testdata/${file}.yaml`,
    tenants: { [tenant]: { clusters, owners: 'team', applications }, ...tenants },
    facts: { [`${tenant}/${name}`]: { image, ...facts } },
    ...(differences ? { differences } : {}),
    ...(warnings ? { warnings } : {}),
  };
}

const command = ['thou', 'shalt', 'not', 'make', 'bugs'];
const fieldOfPod = { valuefrom: { field: 'status.podIP' } } as const;
const hourly = { kind: 'job', schedule: '* 2 * * *' } as const;
const externalHosts = [
  { host: 'www.external-application.com' },
  { host: 'www.customport.com', ports: [9443, 8443] },
] as const;
const other: ApplicationInput = { image };

export const naisFiles: readonly RealFile[] = [
  manifest({
    file: 'accesspolicy_ingress',
    workload: { ingress: ['myapplication.dev.nais.io', 'myapplication.other.domain'] },
    facts: { routes: ['myapplication.dev.nais.io/', 'myapplication.other.domain/'] },
  }),
  manifest({
    file: 'accesspolicy_external_with_ip',
    workload: { calls: [{ cidr: '1.2.3.4/32', ports: [1111] }] },
    facts: { egress: ['1.2.3.4/32:1111'] },
  }),
  manifest({ file: 'accesspolicy_fqdn', workload: { calls: externalHosts }, facts: {} }),
  manifest({
    file: 'accesspolicy_max',
    workload: { calls: ['app3', 'nais-q2/app4', ...externalHosts], allows: ['nais-q1/app2'] },
    others: { app1: { image, calls: ['myapplication'] }, app3: other },
    warnings: ['has no limit of CPU and memory'],
    tenants: {
      'nais-q1': {
        clusters,
        owners: 'q1',
        applications: { app2: { image, calls: ['nais-accesspolicy-max/myapplication'] } },
      },
      'nais-q2': {
        clusters,
        owners: 'q2',
        applications: { app4: { image, allows: ['nais-accesspolicy-max/myapplication'] } },
      },
    },
    facts: { callers: ['app1:8080', 'app2:8080'] },
    differences: ['wildcard-access'],
  }),
  manifest({ file: 'deployment_command', workload: { command }, facts: { command } }),
  manifest({
    file: 'env',
    workload: {
      port: 6969,
      env: { PORT: '9000', foo: 'bar', ...fieldOfPod },
      envFrom: [{ config: 'mycm' }, { secret: 'mysecret' }],
    },
    facts: {
      ports: [6969],
      env: { PORT: '9000', foo: 'bar', valuefrom: 'field status.podIP' },
      envFrom: ['config mycm', 'secret mysecret'],
    },
  }),
  manifest({
    file: 'filesfrom',
    workload: {
      files: {
        '/var/run/configmaps/mycm': { config: 'mycm' },
        '/var/run/secrets/mysecret': { secret: 'mysecret' },
        '/var/cache/memory': { emptyMiB: 64, medium: 'memory' },
        '/var/cache/disk': { emptyMiB: 64 },
      },
      patch: {
        Deployment: {
          spec: {
            template: {
              spec: {
                containers: [
                  {
                    name: 'myapplication',
                    volumeMounts: [{ name: 'pvc-name', mountPath: '/var/run/pvc/pvc-name' }],
                  },
                ],
                volumes: [{ name: 'pvc-name', persistentVolumeClaim: { claimName: 'pvc-name' } }],
              },
            },
          },
        },
      },
    },
    facts: {
      mounts: {
        '/var/run/configmaps/mycm': 'config mycm',
        '/var/run/secrets/mysecret': 'secret mysecret',
        '/var/run/pvc/pvc-name': 'claim pvc-name',
        '/var/cache/memory': 'memory',
        '/var/cache/disk': 'empty',
      },
    },
    differences: ['existing-claim'],
  }),
  manifest({
    file: 'horizontal_pod_autoscaler',
    workload: { replicas: { min: 3, max: 6, cpuPercent: 37 } },
    facts: { replicas: { min: 3, max: 6, metrics: ['cpu 37'] } },
  }),
  manifest({
    file: 'horizontal_pod_autoscaler_advanced',
    workload: {
      replicas: { min: 3, max: 6, cpuPercent: 75 },
      patch: {
        HorizontalPodAutoscaler: {
          spec: {
            behavior: { scaleUp: { stabilizationWindowSeconds: 120 } },
            metrics: [
              { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 75 } } },
              {
                type: 'External',
                external: {
                  metric: { name: 'kafka_consumergroup_group_lag', selector: { matchLabels: { group: 'x' } } },
                  target: { type: 'AverageValue', averageValue: '100' },
                },
              },
            ],
          },
        },
      },
    },
    facts: { replicas: { min: 3, max: 6, metrics: ['cpu 75', 'kafka_consumergroup_group_lag'] } },
    differences: ['external-metric'],
    warnings: ['replaces the whole list that Plinth sets'],
  }),
  manifest({
    file: 'ingress_grpc',
    workload: { protocol: 'grpc', ingress: 'foo.bar' },
    facts: { routes: ['foo.bar/'] },
  }),
  manifest({
    file: 'ingress_on_premises',
    workload: { ingress: [{ host: 'foo.bar', paths: ['/baz'] }] },
    facts: { routes: ['foo.bar/baz'] },
  }),
  manifest({
    file: 'ingress_redirect',
    workload: {
      ingress: 'myapplication.dev.nais.io',
      redirects: [{ from: 'myapplication.from.redirect.old.dev.nais.io', to: 'myapplication.dev.nais.io' }],
    },
    facts: { routes: ['myapplication.dev.nais.io/'] },
    differences: ['redirect-path'],
  }),
  manifest({ file: 'leader_election_elector', workload: { leaderElection: true }, facts: {} }),
  manifest({
    file: 'lifecycle_prestophook-exec',
    workload: { preStop: { command: ['./hello', 'outside-cluster'] } },
    facts: { preStop: { exec: { command: ['./hello', 'outside-cluster'] } } },
  }),
  manifest({
    file: 'lifecycle_prestophook_http_port',
    workload: { preStop: { path: '/leet', port: 1337 } },
    facts: { preStop: { httpGet: { path: '/leet', port: 1337 } } },
  }),
  manifest({
    file: 'liveness_readiness',
    workload: { probes: { liveness: { path: '/liveness' }, readiness: { path: '/readiness' } } },
    facts: { liveness: { path: '/liveness', port: 8080 }, readiness: { path: '/readiness', port: 8080 } },
  }),
  manifest({
    file: 'startup_probe',
    workload: { probes: { startup: { path: '/liveness' } } },
    facts: { startup: { path: '/liveness', port: 8080 } },
  }),
  manifest({
    file: 'prometheus_port',
    workload: { port: 11335, metrics: '/metrics' },
    facts: { ports: [11335], metrics: '11335/metrics' },
  }),
  manifest({
    file: 'requests_and_limits',
    workload: { resources: { cpu: '100m', memory: '512M', cpuLimit: '150m', memoryLimit: '2G' } },
    facts: { requests: { cpu: '100m', memory: '512M' }, limits: { cpu: '150m', memory: '2G' } },
  }),
  manifest({
    file: 'service_override',
    workload: { port: 1234, servicePort: 2345 },
    facts: { service: { 2345: 1234 } },
  }),
  manifest({
    file: 'strategy_rollingupdate_maxsurge',
    workload: { patch: { Deployment: { spec: { strategy: { rollingUpdate: { maxSurge: 10 } } } } } },
    facts: { strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 10 } } },
  }),
  manifest({
    file: 'termination_grace_period',
    workload: { terminationGracePeriodSeconds: 123 },
    facts: { graceSeconds: 123 },
  }),
  manifest({
    file: 'override_container_security',
    workload: {
      user: 6969,
      writableRoot: true,
      patch: { Deployment: { spec: { template: { spec: { securityContext: { runAsGroup: 69 } } } } } },
    },
    facts: { user: 6969, group: 69, writableRoot: true },
    differences: ['group-id'],
    warnings: ['overrides what Plinth sets for the security of the pod'],
  }),
  manifest({ file: 'application_zero_replicas', workload: { replicas: 0 }, facts: { replicas: 0 } }),
  manifest({
    file: 'image_pull_secrets_onprem',
    workload: { imagePullSecrets: ['gh-docker-credentials', 'gar-docker-credentials'] },
    facts: { pullSecrets: ['gh-docker-credentials', 'gar-docker-credentials'] },
  }),
  manifest({
    file: 'gcp_deployment_hostaliases',
    workload: {
      patch: {
        Deployment: {
          spec: {
            template: { spec: { hostAliases: [{ ip: '10.183.160.26', hostnames: ['b27apvl00045.preprod.local'] }] } },
          },
        },
      },
    },
    facts: { pod: { hostAliases: [{ ip: '10.183.160.26', hostnames: ['b27apvl00045.preprod.local'] }] } },
    differences: ['host-alias'],
  }),
  manifest({
    file: 'vault_paths',
    workload: { uses: { secret: { path: 'serviceuser/srvuser', files: '/secrets/credential/srvuser' } } },
    facts: { mounts: { '/secrets/credential/srvuser': 'secret myapplication-stored' } },
  }),
  manifest({
    file: 'webproxy',
    workload: { env: { HTTP_PROXY: 'http://foo.bar:5224', NO_PROXY: 'foo,bar,baz' } },
    facts: { env: { HTTP_PROXY: 'http://foo.bar:5224', NO_PROXY: 'foo,bar,baz' } },
    differences: ['proxy-of-pods'],
  }),
  manifest({
    file: 'observability_logging_enabled_custom_destination',
    workload: { logs: 'json' },
    facts: {},
    differences: ['log-destinations'],
  }),
  manifest({ file: 'azureadapplication_tenant', workload: {}, facts: {}, differences: ['tenant-of-issuer'] }),
  manifest({
    file: 'naisjob/concurrency_policy',
    workload: { ...hourly, overlap: 'forbid' as const },
    facts: { cronJob: { schedule: '* 2 * * *', concurrencyPolicy: 'Forbid' } },
  }),
  manifest({
    file: 'naisjob/timezone',
    workload: { ...hourly, timeZone: 'Europe/Oslo' },
    facts: { cronJob: { schedule: '* 2 * * *', timeZone: 'Europe/Oslo' } },
  }),
  manifest({
    file: 'naisjob/restart_policy',
    workload: {
      ...hourly,
      patch: { CronJob: { spec: { jobTemplate: { spec: { template: { spec: { restartPolicy: 'OnFailure' } } } } } } },
    },
    facts: { pod: { restartPolicy: 'OnFailure' } },
  }),
  manifest({
    file: 'naisjob/no_schedule',
    workload: { kind: 'job' },
    facts: {},
    differences: ['suspended-schedule'],
  }),
  manifest({ file: 'naisjob/command', workload: { ...hourly, command }, facts: { command } }),
  manifest({
    file: 'naisjob/env_files_from',
    workload: {
      ...hourly,
      env: { foo: 'bar', ...fieldOfPod },
      envFrom: [{ config: 'mycm' }, { secret: 'mysecret' }],
      files: { '/var/run/configmaps/mycm': { config: 'mycm' }, '/var/run/secrets/mysecret': { secret: 'mysecret' } },
    },
    facts: {
      env: { foo: 'bar', valuefrom: 'field status.podIP' },
      envFrom: ['config mycm', 'secret mysecret'],
      mounts: { '/var/run/configmaps/mycm': 'config mycm', '/var/run/secrets/mysecret': 'secret mysecret' },
    },
  }),
];
