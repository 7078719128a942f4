import type { RealFile } from './real-file';

const clusters = ['cluster'];
const redis = {
  port: 6379,
  servicePort: 6379,
  protocol: 'tcp',
  resources: { cpu: '100m', memory: '100Mi' },
} as const;
const redisFacts = { service: { 6379: 6379 }, requests: { cpu: '100m', memory: '100Mi' } };
const password = { secret: 'mysql-pass', key: 'password' } as const;
const databasePassword = 'secret mysql-pass password';
const vllmArguments = [
  '--model=$(MODEL_ID)',
  '--tensor-parallel-size=1',
  '--host=0.0.0.0',
  '--port=8080',
  '--gpu-memory-utilization=0.85',
  '--max-num-seqs=64',
];
const vllmCommand = ['python3', '-m', 'vllm.entrypoints.openai.api_server'];
const gpu = { 'nvidia.com/gpu': '1' };
const scaleDown = { stabilizationWindowSeconds: 30, policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] };

const cassandraPod = {
  terminationGracePeriodSeconds: 1800,
  securityContext: { runAsNonRoot: true, runAsUser: 999, fsGroup: 999, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [
    {
      name: 'cassandra',
      image: 'gcr.io/google-samples/cassandra:v14',
      ports: [7000, 7001, 7199, 9042].map((containerPort) => ({ containerPort })),
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      resources: { limits: { cpu: '500m', memory: '1Gi' }, requests: { cpu: '500m', memory: '1Gi' } },
      env: [{ name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } }],
      volumeMounts: [{ name: 'cassandra-data', mountPath: '/var/lib/cassandra' }],
    },
  ],
};

export const kubernetesExampleFiles: readonly RealFile[] = [
  {
    source: 'kubernetes/examples web/guestbook/all-in-one/guestbook-all-in-one.yaml',
    tenants: {
      guestbook: {
        clusters,
        owners: 'guestbook',
        applications: {
          'redis-master': { ...redis, image: 'registry.k8s.io/redis:e2e', replicas: 1 },
          'redis-replica': {
            ...redis,
            image: 'gcr.io/google_samples/gb-redisslave:v1',
            replicas: 2,
            env: { GET_HOSTS_FROM: 'dns' },
            calls: ['redis-master'],
          },
          frontend: {
            image: 'gcr.io/google-samples/gb-frontend:v5',
            port: 80,
            replicas: 3,
            env: { GET_HOSTS_FROM: 'dns' },
            resources: { cpu: '100m', memory: '100Mi' },
            ingress: 'guestbook.acme.example',
            calls: ['redis-master', 'redis-replica'],
          },
        },
      },
    },
    facts: {
      'guestbook/redis-master': {
        ...redisFacts,
        image: 'registry.k8s.io/redis:e2e',
        replicas: 1,
        callers: ['frontend:6379', 'redis-replica:6379'],
      },
      'guestbook/redis-replica': { ...redisFacts, replicas: 2, env: { GET_HOSTS_FROM: 'dns' } },
      'guestbook/frontend': { service: { 80: 80 }, replicas: 3, env: { GET_HOSTS_FROM: 'dns' } },
    },
    differences: ['node-port'],
  },
  {
    source: 'kubernetes/examples AI/vllm-deployment/{vllm-deployment,vllm-service,hpa/horizontal-pod-autoscaler}.yaml',
    tenants: {
      vllm: {
        clusters,
        owners: 'vllm',
        nodes: { labels: { 'cloud.google.com/gke-accelerator': 'nvidia-l4' } },
        applications: {
          'inference-server': {
            image: 'vllm/vllm-openai:v0.11.0',
            command: vllmCommand,
            args: vllmArguments,
            servicePort: 8080,
            env: {
              MODEL_ID: 'google/gemma-3-1b-it',
              LD_LIBRARY_PATH: '/usr/local/nvidia/lib64:/usr/local/cuda/lib64',
              HUGGING_FACE_HUB_TOKEN: { secret: 'hf-secret', key: 'hf_token' },
            },
            resources: {
              cpu: '2',
              cpuLimit: '2',
              memory: '10Gi',
              memoryLimit: '10Gi',
              disk: '10Gi',
              diskLimit: '10Gi',
            },
            files: { '/dev/shm': { emptyMiB: 2048, medium: 'memory' } },
            replicas: {
              min: 1,
              max: 5,
              cpuPercent: 'none',
              metric: { name: 'vllm_num_requests_running', average: '4' },
            },
            patch: {
              Deployment: {
                spec: {
                  template: {
                    spec: { containers: [{ name: 'inference-server', resources: { requests: gpu, limits: gpu } }] },
                  },
                },
              },
              HorizontalPodAutoscaler: {
                spec: {
                  behavior: { scaleDown },
                },
              },
            },
          },
        },
      },
    },
    facts: {
      'vllm/inference-server': {
        image: 'vllm/vllm-openai:v0.11.0',
        command: vllmCommand,
        args: vllmArguments,
        service: { 8080: 8080 },
        env: {
          MODEL_ID: 'google/gemma-3-1b-it',
          LD_LIBRARY_PATH: '/usr/local/nvidia/lib64:/usr/local/cuda/lib64',
          HUGGING_FACE_HUB_TOKEN: 'secret hf-secret hf_token',
        },
        requests: { cpu: '2', memory: '10Gi', 'ephemeral-storage': '10Gi', ...gpu },
        limits: { cpu: '2', memory: '10Gi', 'ephemeral-storage': '10Gi', ...gpu },
        mounts: { '/dev/shm': 'memory' },
        replicas: { min: 1, max: 5, metrics: ['vllm_num_requests_running 4'] },
      },
    },
    differences: ['extended-resource'],
  },
  {
    source: 'kubernetes/examples AI/model-serving-tensorflow/{deployment,service}.yaml',
    tenants: {
      'tf-serving': {
        clusters,
        owners: 'tf-serving',
        applications: {
          'tf-serving': {
            image: 'tensorflow/serving:2.19.0',
            args: [
              '--model_name=my_model',
              '--port=8500',
              '--rest_api_port=8501',
              '--model_base_path=/models/my_model',
            ],
            port: 8501,
            servicePort: 8501,
            ports: { grpc: { port: 8500, protocol: 'grpc' } },
            replicas: 1,
            files: { '/models/my_model': { volume: 'model', storageGiB: 1 } },
          },
        },
      },
    },
    facts: {
      'tf-serving/tf-serving': {
        args: ['--model_name=my_model', '--port=8500', '--rest_api_port=8501', '--model_base_path=/models/my_model'],
        service: { 8500: 8500, 8501: 8501 },
        replicas: 1,
        mounts: { '/models/my_model': 'claim 1Gi' },
      },
    },
    differences: ['existing-claim'],
  },
  {
    source: 'kubernetes/examples databases/cassandra/{cassandra-statefulset,cassandra-service}.yaml',
    tenants: {
      cassandra: {
        clusters,
        owners: 'cassandra',
        objects: [
          {
            apiVersion: 'apps/v1',
            kind: 'StatefulSet',
            metadata: { name: 'cassandra', labels: { app: 'cassandra' } },
            spec: {
              serviceName: 'cassandra',
              replicas: 3,
              selector: { matchLabels: { app: 'cassandra' } },
              template: { metadata: { labels: { app: 'cassandra' } }, spec: cassandraPod },
              volumeClaimTemplates: [
                {
                  metadata: { name: 'cassandra-data' },
                  spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
                },
              ],
            },
          },
          {
            apiVersion: 'v1',
            kind: 'Service',
            metadata: { name: 'cassandra' },
            spec: { clusterIP: 'None', selector: { app: 'cassandra' }, ports: [{ port: 9042 }] },
          },
        ],
      },
    },
    facts: {},
    differences: ['stateful-set', 'grace-period'],
    warnings: ['pods of this StatefulSet can connect to the DNS only'],
  },
  {
    source: 'kubernetes/website content/en/examples/application/wordpress/wordpress-deployment.yaml',
    tenants: {
      wordpress: {
        clusters,
        owners: 'wordpress',
        applications: {
          wordpress: {
            image: 'wordpress:6.2.1-apache',
            port: 80,
            user: 33,
            writableRoot: true,
            strategy: 'recreate',
            ingress: 'wordpress.acme.example',
            env: {
              WORDPRESS_DB_HOST: 'wordpress-mysql',
              WORDPRESS_DB_PASSWORD: password,
              WORDPRESS_DB_USER: 'wordpress',
            },
            files: { '/var/www/html': { volume: 'wp-pv-claim', storageGiB: 20 } },
            calls: ['wordpress-mysql'],
          },
          'wordpress-mysql': { image: 'mysql:8.0', port: 3306 },
        },
      },
    },
    facts: {
      'wordpress/wordpress': {
        image: 'wordpress:6.2.1-apache',
        service: { 80: 80 },
        strategy: { type: 'Recreate' },
        env: {
          WORDPRESS_DB_HOST: 'wordpress-mysql',
          WORDPRESS_DB_PASSWORD: databasePassword,
          WORDPRESS_DB_USER: 'wordpress',
        },
        mounts: { '/var/www/html': 'claim 20Gi' },
      },
    },
    differences: ['node-port'],
  },
  {
    source: 'kubernetes/website content/en/examples/application/wordpress/mysql-deployment.yaml',
    tenants: {
      'wordpress-mysql': {
        clusters,
        owners: 'wordpress',
        applications: {
          'wordpress-mysql': {
            image: 'mysql:8.0',
            port: 3306,
            servicePort: 3306,
            protocol: 'tcp',
            user: 999,
            env: {
              MYSQL_ROOT_PASSWORD: password,
              MYSQL_DATABASE: 'wordpress',
              MYSQL_USER: 'wordpress',
              MYSQL_PASSWORD: password,
            },
            files: {
              '/var/lib/mysql': { volume: 'mysql-pv-claim', storageGiB: 20 },
              '/var/run/mysqld': { emptyMiB: 8 },
            },
          },
        },
      },
    },
    facts: {
      'wordpress-mysql/wordpress-mysql': {
        image: 'mysql:8.0',
        service: { 3306: 3306 },
        strategy: { type: 'Recreate' },
        env: {
          MYSQL_ROOT_PASSWORD: databasePassword,
          MYSQL_DATABASE: 'wordpress',
          MYSQL_USER: 'wordpress',
          MYSQL_PASSWORD: databasePassword,
        },
        mounts: { '/var/lib/mysql': 'claim 20Gi' },
      },
    },
    differences: ['headless-service'],
  },
];
