import type { RealFile } from './real-file';

const image = 'ghcr.io/stefanprodan/podinfo:6.14.1';
const clusters = ['cluster'];
const timing = { initialDelaySeconds: 5, timeoutSeconds: 5 };
const podcli = (target: string) => ({ command: ['podcli', 'check', 'http', target], ...timing });
const execProbe = (target: string) => ({ exec: { command: ['podcli', 'check', 'http', target] }, ...timing });
const rolling = { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0 } };
const deploymentFields = { minReadySeconds: 3, revisionHistoryLimit: 5, progressDeadlineSeconds: 60 };

const frontendCommand = [
  './podinfo',
  '--port=9898',
  '--port-metrics=9797',
  '--grpc-port=9999',
  '--grpc-service-name=podinfo',
  '--level=info',
  '--random-delay=false',
  '--random-error=false',
];
const databaseCommand = ['./podinfo', '--port=3306', '--port-metrics=9797', '--level=info'];

const database = {
  image,
  port: 3306,
  servicePort: 3306,
  protocol: 'tcp',
  command: databaseCommand,
  metrics: { port: 9797 },
  probes: { liveness: podcli('localhost:3306/healthz'), readiness: podcli('localhost:3306/readyz') },
  resources: { cpu: '100m', cpuLimit: '2000m', memory: '32Mi', memoryLimit: '512Mi' },
} as const;
const databaseFacts = {
  image,
  command: databaseCommand,
  ports: [3306, 9797],
  service: { 3306: 3306 },
  metrics: '9797/metrics',
  liveness: execProbe('localhost:3306/healthz'),
  readiness: execProbe('localhost:3306/readyz'),
  requests: { cpu: '100m', memory: '32Mi' },
  limits: { cpu: '2000m', memory: '512Mi' },
};

const small = { cpu: '10m', cpuLimit: '100m', memory: '16Mi', memoryLimit: '32Mi' };
const smallFacts = { requests: { cpu: '10m', memory: '16Mi' }, limits: { cpu: '100m', memory: '32Mi' } };
/** Scripts of a ConfigMap, which are executable. */
const executableScripts = { volumes: [{ name: 'config-scripts', configMap: { defaultMode: 0o755 } }] };

export const podinfoFiles: readonly RealFile[] = [
  {
    source: 'stefanprodan/podinfo kustomize/{deployment,hpa,service}.yaml',
    tenants: {
      podinfo: {
        clusters,
        owners: 'podinfo',
        applications: {
          podinfo: {
            image,
            port: 9898,
            servicePort: 9898,
            ports: { grpc: { port: 9999, protocol: 'grpc' } },
            metrics: { port: 9797 },
            command: frontendCommand,
            env: { PODINFO_UI_COLOR: '#34577c' },
            probes: { liveness: podcli('localhost:9898/healthz'), readiness: podcli('localhost:9898/readyz') },
            resources: { cpu: '100m', cpuLimit: '2000m', memory: '64Mi', memoryLimit: '512Mi' },
            files: { '/data': { emptyMiB: 512 } },
            replicas: { min: 2, max: 4, cpuPercent: 99 },
            patch: { Deployment: { spec: deploymentFields } },
          },
        },
      },
    },
    facts: {
      'podinfo/podinfo': {
        image,
        command: frontendCommand,
        ports: [9898, 9999, 9797],
        service: { 9898: 9898, 9999: 9999 },
        metrics: '9797/metrics',
        env: { PODINFO_UI_COLOR: '#34577c' },
        liveness: execProbe('localhost:9898/healthz'),
        readiness: execProbe('localhost:9898/readyz'),
        requests: { cpu: '100m', memory: '64Mi' },
        limits: { cpu: '2000m', memory: '512Mi' },
        mounts: { '/data': 'empty' },
        replicas: { min: 2, max: 4, metrics: ['cpu 99'] },
        strategy: rolling,
      },
    },
  },
  {
    source: 'stefanprodan/podinfo deploy/bases/database/{statefulset,pvc,service}-primary.yaml',
    tenants: {
      'podinfo-primary': {
        clusters,
        owners: 'podinfo',
        applications: {
          'database-primary': { ...database, files: { '/data': { volume: 'data', storageGiB: 1 } } },
        },
      },
    },
    facts: {
      'podinfo-primary/database-primary': { ...databaseFacts, replicas: 1, mounts: { '/data': 'claim 1Gi' } },
    },
    differences: ['stateful-set', 'headless-service', 'shared-account'],
  },
  {
    source: 'stefanprodan/podinfo deploy/bases/database/{deployment,hpa,service}-replica.yaml',
    tenants: {
      'podinfo-replica': {
        clusters,
        owners: 'podinfo',
        applications: {
          'database-replica': {
            ...database,
            replicas: { min: 2, max: 3, cpuPercent: 99 },
            patch: { Deployment: { spec: deploymentFields } },
          },
        },
      },
    },
    facts: {
      'podinfo-replica/database-replica': {
        ...databaseFacts,
        replicas: { min: 2, max: 3, metrics: ['cpu 99'] },
        strategy: rolling,
      },
    },
  },
  {
    source: 'stefanprodan/podinfo deploy/bases/database/cronjob-backup-daily.yaml',
    tenants: {
      'podinfo-backup': {
        clusters,
        owners: 'podinfo',
        applications: {
          'backup-daily': {
            kind: 'job',
            image,
            schedule: '0 0 * * *',
            history: 1,
            retries: 1,
            command: ['/bin/sh', '/scripts/backup.sh'],
            env: { BACKUP_EXIT: '1' },
            files: { '/scripts': { config: 'backup-script' } },
            resources: small,
            patch: {
              CronJob: {
                spec: {
                  jobTemplate: { spec: { ttlSecondsAfterFinished: 86400, template: { spec: executableScripts } } },
                },
              },
            },
          },
        },
      },
    },
    facts: {
      'podinfo-backup/backup-daily': {
        image,
        command: ['/bin/sh', '/scripts/backup.sh'],
        env: { BACKUP_EXIT: '1' },
        mounts: { '/scripts': 'config backup-script' },
        ...smallFacts,
        cronJob: {
          schedule: '0 0 * * *',
          concurrencyPolicy: 'Forbid',
          successfulJobsHistoryLimit: 1,
          failedJobsHistoryLimit: 1,
        },
        job: { ttlSecondsAfterFinished: 86400, backoffLimit: 1 },
        pod: {
          restartPolicy: 'Never',
          volumes: expect.arrayContaining([expect.objectContaining(executableScripts.volumes[0])]) as unknown,
        },
      },
    },
    differences: ['file-mode', 'shared-account'],
  },
  {
    source: 'stefanprodan/podinfo deploy/bases/frontend/cronjob-warm-cache.yaml',
    tenants: {
      'podinfo-warm-cache': {
        clusters,
        owners: 'podinfo',
        applications: {
          'warm-cache': {
            kind: 'job',
            image,
            schedule: '*/5 * * * *',
            history: 1,
            retries: 3,
            command: ['/bin/sh', '/scripts/warm-cache.sh'],
            env: { FRONTEND_URL: 'http://frontend' },
            files: { '/scripts': { config: 'warm-cache-script' } },
            resources: small,
            calls: ['frontend'],
            patch: {
              CronJob: {
                spec: {
                  jobTemplate: {
                    spec: {
                      ttlSecondsAfterFinished: 3600,
                      template: {
                        spec: {
                          restartPolicy: 'OnFailure',
                          initContainers: [
                            {
                              name: 'warm-cache-init',
                              image,
                              command: ['/bin/sh', '/scripts/warm-cache-init.sh'],
                              env: [{ name: 'FRONTEND_URL', value: 'http://frontend' }],
                              securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
                            },
                          ],
                        },
                      },
                    },
                  },
                },
              },
            },
          },
          frontend: { image },
        },
      },
    },
    facts: {
      'podinfo-warm-cache/warm-cache': {
        image,
        command: ['/bin/sh', '/scripts/warm-cache.sh'],
        initContainers: [image],
        ...smallFacts,
        cronJob: { schedule: '*/5 * * * *', successfulJobsHistoryLimit: 1, failedJobsHistoryLimit: 1 },
        job: { ttlSecondsAfterFinished: 3600, backoffLimit: 3 },
        pod: { restartPolicy: 'OnFailure' },
      },
      'podinfo-warm-cache/frontend': { callers: ['warm-cache:8080'] },
    },
    differences: ['init-container', 'file-mode', 'shared-account'],
  },
  {
    source: 'stefanprodan/podinfo deploy/bases/cache/{deployment,service}.yaml',
    tenants: {
      'podinfo-cache': {
        clusters,
        owners: 'podinfo',
        applications: {
          cache: {
            image: 'docker.io/redis:8.8.0',
            port: 6379,
            servicePort: 6379,
            protocol: 'tcp',
            replicas: 1,
            command: ['redis-server', '/redis-master/redis.conf'],
            probes: { liveness: { tcp: true, ...timing }, readiness: { command: ['redis-cli', 'ping'], ...timing } },
            resources: { cpu: '100m', cpuLimit: '1000m', memory: '32Mi', memoryLimit: '128Mi' },
            files: { '/var/lib/redis': { emptyMiB: 512 }, '/redis-master': { config: 'redis-config' } },
          },
        },
      },
    },
    facts: {
      'podinfo-cache/cache': {
        image: 'docker.io/redis:8.8.0',
        command: ['redis-server', '/redis-master/redis.conf'],
        service: { 6379: 6379 },
        replicas: 1,
        liveness: { tcp: 6379, ...timing },
        readiness: { exec: { command: ['redis-cli', 'ping'] }, ...timing },
        requests: { cpu: '100m', memory: '32Mi' },
        limits: { cpu: '1000m', memory: '128Mi' },
        mounts: { '/var/lib/redis': 'empty', '/redis-master': 'config redis-config' },
      },
    },
  },
];
