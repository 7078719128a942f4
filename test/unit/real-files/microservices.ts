import type { ApplicationInput } from '../../../src/definition/application';
import type { RealFile } from './real-file';
import type { WorkloadFacts } from './workload-facts';

const clusters = ['cluster'];
const boutiqueImage = (name: string) => `us-central1-docker.pkg.dev/google-samples/microservices-demo/${name}:v0.10.3`;

/** A gRPC service of Online Boutique, with the probes, requests and limits of its manifest. */
function service(
  name: string,
  port: number,
  [cpu, memory, cpuLimit, memoryLimit]: readonly [string, string, string, string],
  options: Partial<ApplicationInput> = {},
  timing: object = {},
): ApplicationInput {
  return {
    image: boutiqueImage(name),
    port,
    servicePort: port,
    protocol: 'grpc',
    user: 1000,
    probes: { liveness: { grpc: true, ...timing }, readiness: { grpc: true, ...timing } },
    resources: { cpu, memory, cpuLimit, memoryLimit },
    ...options,
  };
}

function serviceFacts(
  name: string,
  port: number,
  [cpu, memory, cpuLimit, memoryLimit]: readonly [string, string, string, string],
  callers: readonly string[],
  facts: WorkloadFacts = {},
): WorkloadFacts {
  return {
    image: boutiqueImage(name),
    ports: [port],
    service: { [port]: port },
    user: 1000,
    writableRoot: false,
    liveness: { grpc: port },
    readiness: { grpc: port },
    requests: { cpu, memory },
    limits: { cpu: cpuLimit, memory: memoryLimit },
    callers: callers.map((caller) => `${caller}:${port}`),
    ...facts,
  };
}

const usual = ['100m', '64Mi', '200m', '128Mi'] as const;
const large = ['200m', '64Mi', '300m', '128Mi'] as const;
const adResources = ['200m', '180Mi', '300m', '300Mi'] as const;
const recommendationResources = ['100m', '220Mi', '200m', '450Mi'] as const;
const shutdown = { terminationGracePeriodSeconds: 5, preStop: { seconds: 0 } } as const;

/** The manifests of Online Boutique; callers are those that its network policies allow. */
const boutique: RealFile = {
  source:
    'GoogleCloudPlatform/microservices-demo kubernetes-manifests/*.yaml (12), kustomize/components/network-policies',
  tenants: {
    boutique: {
      clusters,
      owners: 'boutique',
      podAnnotations: ['sidecar.istio.io/rewriteAppHTTPProbers'],
      applications: {
        adservice: service('adservice', 9555, adResources, shutdown, { initialDelaySeconds: 20, periodSeconds: 15 }),
        cartservice: service(
          'cartservice',
          7070,
          large,
          { ...shutdown, env: { REDIS_ADDR: 'redis-cart:6379' }, calls: ['redis-cart'] },
          { initialDelaySeconds: 15 },
        ),
        checkoutservice: service('checkoutservice', 5050, usual, {
          calls: [
            'cartservice',
            'currencyservice',
            'emailservice',
            'paymentservice',
            'productcatalogservice',
            'shippingservice',
          ],
        }),
        currencyservice: service('currencyservice', 7000, usual, shutdown),
        emailservice: service('emailservice', 8080, usual, { ...shutdown, servicePort: 5000 }, { periodSeconds: 5 }),
        frontend: {
          image: boutiqueImage('frontend'),
          user: 1000,
          ingress: 'boutique.acme.example',
          env: { PORT: '8080', CART_SERVICE_ADDR: 'cartservice:7070', ENABLE_PROFILER: '0' },
          probes: {
            liveness: {
              path: '/_healthz',
              headers: { Cookie: 'shop_session-id=x-liveness-probe' },
              initialDelaySeconds: 10,
            },
            readiness: {
              path: '/_healthz',
              headers: { Cookie: 'shop_session-id=x-readiness-probe' },
              initialDelaySeconds: 10,
            },
          },
          resources: { cpu: '100m', memory: '64Mi', cpuLimit: '200m', memoryLimit: '128Mi' },
          calls: [
            'adservice',
            'cartservice',
            'checkoutservice',
            'currencyservice',
            'productcatalogservice',
            'recommendationservice',
            'shippingservice',
          ],
        },
        loadgenerator: {
          image: boutiqueImage('loadgenerator'),
          port: 'none',
          user: 1000,
          replicas: 1,
          ...shutdown,
          env: { FRONTEND_ADDR: 'frontend:80', USERS: '10', RATE: '1' },
          resources: { cpu: '300m', memory: '256Mi', cpuLimit: '500m', memoryLimit: '512Mi' },
          calls: ['frontend'],
          patch: {
            Deployment: {
              spec: {
                template: {
                  metadata: { annotations: { 'sidecar.istio.io/rewriteAppHTTPProbers': 'true' } },
                  spec: {
                    initContainers: [
                      {
                        name: 'frontend-check',
                        image: `busybox:1.38.0@sha256:fd8d9aa63ba2f0982b5304e1ee8d3b90a210bc1ffb5314d980eb6962f1a9715d`,
                        command: ['/bin/sh', '-exc', 'wget -q "http://${FRONTEND_ADDR}"'],
                        env: [{ name: 'FRONTEND_ADDR', value: 'frontend:80' }],
                        securityContext: {
                          allowPrivilegeEscalation: false,
                          capabilities: { drop: ['ALL'] },
                          privileged: false,
                          readOnlyRootFilesystem: true,
                        },
                      },
                    ],
                  },
                },
              },
            },
          },
        },
        paymentservice: service('paymentservice', 50051, usual),
        productcatalogservice: service('productcatalogservice', 3550, usual),
        recommendationservice: service('recommendationservice', 8080, recommendationResources, {
          env: { PORT: '8080', PRODUCT_CATALOG_SERVICE_ADDR: 'productcatalogservice:3550', DISABLE_PROFILER: '1' },
          calls: ['productcatalogservice'],
        }),
        'redis-cart': {
          image: 'redis:alpine',
          port: 6379,
          servicePort: 6379,
          protocol: 'tcp',
          user: 1000,
          replicas: 1,
          probes: { liveness: { tcp: true, periodSeconds: 5 }, readiness: { tcp: true, periodSeconds: 5 } },
          files: { '/data': { emptyMiB: 512 } },
          resources: { cpu: '70m', memory: '200Mi', cpuLimit: '125m', memoryLimit: '256Mi' },
        },
        shippingservice: service('shippingservice', 50051, usual),
      },
    },
  },
  facts: {
    'boutique/adservice': serviceFacts('adservice', 9555, adResources, ['frontend'], {
      graceSeconds: 5,
      readiness: { grpc: 9555, initialDelaySeconds: 20, periodSeconds: 15 },
    }),
    'boutique/cartservice': serviceFacts('cartservice', 7070, large, ['checkoutservice', 'frontend'], {
      env: { REDIS_ADDR: 'redis-cart:6379' },
    }),
    'boutique/checkoutservice': serviceFacts('checkoutservice', 5050, usual, ['frontend']),
    'boutique/currencyservice': serviceFacts('currencyservice', 7000, usual, ['checkoutservice', 'frontend']),
    'boutique/emailservice': serviceFacts('emailservice', 8080, usual, ['checkoutservice'], {
      service: { 5000: 8080 },
    }),
    'boutique/frontend': {
      service: { 80: 8080 },
      callers: ['loadgenerator:8080'],
      readiness: {
        path: '/_healthz',
        port: 8080,
        headers: [{ name: 'Cookie', value: 'shop_session-id=x-readiness-probe' }],
        initialDelaySeconds: 10,
      },
      routes: ['boutique.acme.example/'],
    },
    'boutique/loadgenerator': {
      ports: [],
      service: {},
      graceSeconds: 5,
      replicas: 1,
      env: { FRONTEND_ADDR: 'frontend:80', USERS: '10', RATE: '1' },
      callers: [],
    },
    'boutique/paymentservice': serviceFacts('paymentservice', 50051, usual, ['checkoutservice']),
    'boutique/productcatalogservice': serviceFacts('productcatalogservice', 3550, usual, [
      'checkoutservice',
      'frontend',
      'recommendationservice',
    ]),
    'boutique/recommendationservice': serviceFacts('recommendationservice', 8080, recommendationResources, [
      'frontend',
    ]),
    'boutique/redis-cart': {
      mounts: { '/data': 'empty' },
      readiness: { tcp: 6379, periodSeconds: 5 },
      callers: ['cartservice:6379'],
    },
    'boutique/shippingservice': serviceFacts('shippingservice', 50051, usual, ['checkoutservice', 'frontend']),
  },
  differences: ['node-port', 'init-container'],
};

const javaOptions = '-Xms64m -Xmx128m -XX:+UseG1GC -Djava.security.egd=file:/dev/urandom -Dspring.zipkin.enabled=false';
const memoryTmp = { '/tmp': { emptyMiB: 64, medium: 'memory' } } as const;
const health = (delay: number) => ({ path: '/health', initialDelaySeconds: delay, periodSeconds: 3 });
const sock = (name: string, version: string) => `weaveworksdemos/${name}:${version}`;
const javaService = {
  port: 80,
  user: 10001,
  replicas: 1,
  env: { JAVA_OPTS: javaOptions },
  files: memoryTmp,
} as const;
const goService = {
  port: 80,
  user: 10001,
  replicas: 1,
  probes: { liveness: health(300), readiness: health(180) },
} as const;
/** A server that starts as root, and drops its capabilities by itself. */
const rootServer = { protocol: 'tcp', replicas: 1, user: 0, capabilities: ['CHOWN', 'SETGID', 'SETUID'] } as const;
const mongo = {
  ...rootServer,
  port: 27017,
  servicePort: 27017,
  files: { ...memoryTmp, '/data/db': { emptyMiB: 900 } },
} as const;
const probes = {
  liveness: { path: '/health', port: 80, initialDelaySeconds: 300, periodSeconds: 3 },
  readiness: { path: '/health', port: 80, initialDelaySeconds: 180, periodSeconds: 3 },
};
const rootFacts = { user: 0, capabilities: ['CHOWN', 'SETGID', 'SETUID'], writableRoot: false };

const sockShop: RealFile = {
  source: 'microservices-demo/microservices-demo deploy/kubernetes/complete-demo.yaml',
  tenants: {
    'sock-shop': {
      clusters,
      owners: 'sock-shop',
      namespaces: { 'sock-shop': { podSecurity: 'baseline' } },
      applications: {
        'front-end': {
          image: sock('front-end', '0.3.12'),
          port: 8079,
          user: 10001,
          replicas: 1,
          ingress: 'socks.acme.example',
          env: { SESSION_REDIS: 'true' },
          resources: { cpu: '100m', cpuLimit: '300m', memory: '300Mi', memoryLimit: '1000Mi' },
          calls: ['carts', 'catalogue', 'orders', 'user', 'session-db'],
        },
        carts: { ...javaService, image: sock('carts', '0.4.8'), calls: ['carts-db'] },
        'carts-db': { ...mongo, image: 'docker.io/library/mongo:3.4' },
        catalogue: {
          ...goService,
          image: sock('catalogue', '0.3.5'),
          command: ['/app'],
          args: ['-port=80'],
          calls: ['catalogue-db'],
        },
        'catalogue-db': {
          ...rootServer,
          image: sock('catalogue-db', '0.3.0'),
          port: 3306,
          servicePort: 3306,
          env: { MYSQL_ROOT_PASSWORD: { secret: 'catalogue-db', key: 'root' }, MYSQL_DATABASE: 'socksdb' },
        },
        orders: {
          ...javaService,
          image: sock('orders', '0.4.7'),
          calls: ['orders-db', 'user', 'carts', 'payment', 'shipping'],
        },
        'orders-db': { ...mongo, image: 'docker.io/library/mongo:3.4' },
        payment: { ...goService, image: sock('payment', '0.4.3') },
        'queue-master': { ...javaService, port: 80, image: sock('queue-master', '0.3.1'), calls: ['rabbitmq'] },
        rabbitmq: {
          ...rootServer,
          capabilities: [...rootServer.capabilities, 'DAC_OVERRIDE'],
          image: 'docker.io/library/rabbitmq:3.6.8-management',
          port: 5672,
          servicePort: 5672,
          ports: { management: 15672 },
          metrics: { port: 9090 },
          sidecars: { exporter: { image: 'docker.io/kbudde/rabbitmq-exporter:1.0.0' } },
        },
        'session-db': { ...rootServer, image: 'docker.io/library/redis:alpine', port: 6379, servicePort: 6379 },
        shipping: { ...javaService, image: sock('shipping', '0.4.8'), calls: ['rabbitmq'] },
        user: { ...goService, image: sock('user', '0.4.7'), env: { mongo: 'user-db:27017' }, calls: ['user-db'] },
        'user-db': { ...mongo, image: sock('user-db', '0.3.0') },
      },
    },
  },
  facts: {
    'sock-shop/front-end': { service: { 80: 8079 }, user: 10001, limits: { cpu: '300m', memory: '1000Mi' } },
    'sock-shop/carts': {
      env: { JAVA_OPTS: javaOptions },
      mounts: { '/tmp': 'memory' },
      service: { 80: 80 },
      user: 10001,
    },
    'sock-shop/carts-db': { ...rootFacts, service: { 27017: 27017 }, callers: ['carts:27017'] },
    'sock-shop/catalogue': { command: ['/app'], args: ['-port=80'], ...probes },
    'sock-shop/catalogue-db': { env: { MYSQL_DATABASE: 'socksdb' }, callers: ['catalogue:3306'] },
    'sock-shop/payment': { ...probes, callers: ['orders:80'] },
    'sock-shop/rabbitmq': {
      ports: [5672, 15672, 9090],
      capabilities: ['CHOWN', 'SETGID', 'SETUID', 'DAC_OVERRIDE'],
      metrics: '9090/metrics',
    },
    'sock-shop/user': { ...probes, env: { mongo: 'user-db:27017' } },
  },
  differences: ['node-port', 'literal-secret', 'image-without-tag'],
  warnings: ['allows containers to run as root'],
};

const bookinfo = (name: string, version: string) =>
  `registry.istio.io/release/examples-bookinfo-${name}-${version}:1.20.3`;
const reviews = (version: string): ApplicationInput => ({
  image: bookinfo('reviews', version),
  port: 9080,
  servicePort: 9080,
  replicas: 1,
  env: { LOG_DIR: '/tmp/logs' },
  files: { '/opt/ibm/wlp/output': { emptyMiB: 512 } },
  calls: ['ratings'],
  patch: { Deployment: { spec: { template: { metadata: { labels: { 'bookinfo/service': 'reviews' } } } } } },
});
const server = { port: 9080, servicePort: 9080, replicas: 1 } as const;

const bookinfoFile: RealFile = {
  source: 'istio/istio samples/bookinfo/platform/kube/bookinfo.yaml',
  tenants: {
    bookinfo: {
      clusters,
      owners: 'bookinfo',
      applications: {
        details: { ...server, image: bookinfo('details', 'v1') },
        ratings: { ...server, image: bookinfo('ratings', 'v1') },
        'reviews-v1': reviews('v1'),
        'reviews-v2': reviews('v2'),
        'reviews-v3': reviews('v3'),
        productpage: {
          ...server,
          image: bookinfo('productpage', 'v1'),
          metrics: '/metrics',
          ingress: 'bookinfo.acme.example',
          calls: ['details', 'reviews-v1', 'reviews-v2', 'reviews-v3'],
        },
      },
      objects: [
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name: 'reviews' },
          spec: { selector: { 'bookinfo/service': 'reviews' }, ports: [{ name: 'http', port: 9080 }] },
        },
      ],
    },
  },
  facts: {
    'bookinfo/details': { image: bookinfo('details', 'v1'), service: { 9080: 9080 }, callers: ['productpage:9080'] },
    'bookinfo/ratings': { callers: ['reviews-v1:9080', 'reviews-v2:9080', 'reviews-v3:9080'] },
    'bookinfo/reviews-v2': {
      image: bookinfo('reviews', 'v2'),
      env: { LOG_DIR: '/tmp/logs' },
      mounts: { '/tmp': 'empty', '/opt/ibm/wlp/output': 'empty' },
      callers: ['productpage:9080'],
    },
    'bookinfo/productpage': { metrics: '9080/metrics', mounts: { '/tmp': 'empty' }, replicas: 1 },
  },
  differences: ['shared-service', 'shared-account'],
};

export const microserviceFiles: readonly RealFile[] = [boutique, sockShop, bookinfoFile];
