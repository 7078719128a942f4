import { application, cronJob, definePlatform, existing, synth } from 'plinth';

const boutiqueImage = (service: string) =>
  `us-central1-docker.pkg.dev/google-samples/microservices-demo/${service}:v0.10.3`;

/** A service of the shop: gRPC on one port, on which the others call it. */
const boutique = (service: string, port: number, env: Readonly<Record<string, string>> = {}) => ({
  image: boutiqueImage(service),
  port,
  servicePort: port,
  protocol: 'grpc' as const,
  probes: { liveness: { grpc: true as const }, readiness: { grpc: true as const } },
  env: { PORT: String(port), ...env },
});

/** A server with one TCP port, on which others call it. */
const server = (image: string, port: number) => ({ image, port, servicePort: port, protocol: 'tcp' as const });
const valkey = server('docker.io/valkey/valkey:8.1.4', 6379);
const redis = server('docker.io/library/redis:8.2.2', 6379);
const mariadb = server('docker.io/library/mariadb:11.8.3', 3306);
const password = (key: string) => ({ secret: 'database', key });
/** Apache writes to the root file system, and listens on a port below 1024. */
const apache = { port: 80, user: 33, writableRoot: true };
/** A web server with HTTP on one port and gRPC on another. */
const podinfo = {
  image: 'ghcr.io/stefanprodan/podinfo:6.9.2',
  port: 9898,
  ports: { grpc: { port: 9999, protocol: 'grpc' as const } },
  probes: { liveness: { path: '/healthz' }, readiness: { path: '/readyz' } },
  metrics: { port: 9797 },
};

/** Services that both the frontend and the checkout call. */
const commonCallees = ['productcatalogservice', 'currencyservice', 'cartservice', 'shippingservice'] as const;

const addresses = {
  PRODUCT_CATALOG_SERVICE_ADDR: 'productcatalogservice:3550',
  CURRENCY_SERVICE_ADDR: 'currencyservice:7000',
  CART_SERVICE_ADDR: 'cartservice:7070',
  RECOMMENDATION_SERVICE_ADDR: 'recommendationservice:8080',
  SHIPPING_SERVICE_ADDR: 'shippingservice:50051',
  CHECKOUT_SERVICE_ADDR: 'checkoutservice:5050',
  AD_SERVICE_ADDR: 'adservice:9555',
  EMAIL_SERVICE_ADDR: 'emailservice:8080',
  PAYMENT_SERVICE_ADDR: 'paymentservice:50051',
  SHOPPING_ASSISTANT_SERVICE_ADDR: 'none:80',
};

/**
 * Four well-known applications as four tenants of one existing cluster: a shop of twelve services, a guestbook, podinfo,
 * and WordPress with its database. Workloads reach only what they list in `calls`.
 */
const applications = definePlatform({
  name: 'applications',
  domain: 'apps.example',
  environments: ['prod'],
  clusters: {
    apps: existing({
      environment: 'prod',
      kubeconfig: '~/.kube/config',
      nodeCidrs: ['192.0.2.0/26'],
      apiServerCidrs: ['192.0.2.10/32'],
      provides: {
        network: {},
        'network-policy': {},
        dns: {},
        storage: {},
        certificates: { namespace: 'cert-manager' },
        ingress: { namespace: 'ingress' },
        metrics: { namespace: 'monitoring' },
        'resource-metrics': {},
      },
    }),
  },
  tenants: {
    boutique: {
      clusters: ['apps'],
      owners: 'boutique-developers',
      quota: { cpu: 20, memoryGiB: 40 },
      registries: ['us-central1-docker.pkg.dev/google-samples', 'docker.io/valkey'],
      applications: {
        frontend: application({
          image: boutiqueImage('frontend'),
          ingress: 'boutique.apps.example',
          env: { PORT: '8080', ENABLE_PROFILER: '0', ...addresses },
          probes: { readiness: { path: '/_healthz', headers: { Cookie: 'shop_session-id=x-readiness-probe' } } },
          calls: [...commonCallees, 'recommendationservice', 'checkoutservice', 'adservice'],
        }),
        checkoutservice: {
          ...boutique('checkoutservice', 5050, addresses),
          calls: [...commonCallees, 'paymentservice', 'emailservice'],
        },
        recommendationservice: {
          ...boutique('recommendationservice', 8080, addresses),
          calls: ['productcatalogservice'],
        },
        cartservice: { ...boutique('cartservice', 7070, { REDIS_ADDR: 'cart:6379' }), calls: ['cart'] },
        productcatalogservice: boutique('productcatalogservice', 3550),
        currencyservice: boutique('currencyservice', 7000),
        paymentservice: boutique('paymentservice', 50051),
        shippingservice: boutique('shippingservice', 50051),
        emailservice: boutique('emailservice', 8080),
        adservice: boutique('adservice', 9555),
        cart: { ...valkey, replicas: 1 },
        loadgenerator: {
          image: boutiqueImage('loadgenerator'),
          port: 'none',
          replicas: 1,
          env: { FRONTEND_ADDR: 'frontend:80', USERS: '10', RATE: '1' },
          calls: ['frontend'],
        },
      },
    },
    guestbook: {
      clusters: ['apps'],
      owners: 'guestbook-developers',
      quota: { cpu: 4, memoryGiB: 8 },
      applications: {
        frontend: application({
          image: 'us-docker.pkg.dev/google-samples/containers/gke/gb-frontend:v5',
          ...apache,
          ingress: 'guestbook.apps.example',
          env: { GET_HOSTS_FROM: 'dns' },
          replicas: 3,
          calls: ['redis-leader', 'redis-follower'],
        }),
        'redis-leader': { ...redis, files: { '/data': { volume: 'data', storageGiB: 1 } } },
        'redis-follower': {
          ...redis,
          args: ['redis-server', '--replicaof', 'redis-leader', '6379', '--dir', '/tmp'],
          calls: ['redis-leader'],
        },
      },
    },
    podinfo: {
      clusters: ['apps'],
      owners: 'podinfo-developers',
      quota: { cpu: 4, memoryGiB: 8 },
      viewers: ['support'],
      applications: {
        frontend: {
          ...podinfo,
          command: ['./podinfo', '--port=9898', '--grpc-port=9999', '--port-metrics=9797', '--level=info'],
          ingress: 'podinfo.apps.example',
          env: { PODINFO_UI_COLOR: '#34577c', PODINFO_BACKEND_URL: 'http://backend/echo' },
          replicas: { min: 2, max: 8, cpuPercent: 99 },
          calls: ['backend:http'],
        },
        backend: {
          ...podinfo,
          command: [
            './podinfo',
            '--port=9898',
            '--grpc-port=9999',
            '--port-metrics=9797',
            '--cache-server=tcp://cache:6379',
          ],
          calls: ['cache'],
        },
        cache: {
          ...redis,
          replicas: 1,
          metrics: { port: 9121 },
          sidecars: { exporter: { image: 'docker.io/oliver006/redis_exporter:v1.77.0' } },
        },
      },
    },
    wordpress: {
      clusters: ['apps'],
      owners: 'wordpress-developers',
      quota: { cpu: 4, memoryGiB: 8, storageGiB: 50 },
      limits: { maxStorage: '20Gi' },
      applications: {
        blog: application({
          image: 'docker.io/library/wordpress:6.8.3-apache',
          ...apache,
          ingress: 'blog.apps.example',
          files: { '/var/www/html': { volume: 'html', storageGiB: 20 } },
          env: {
            WORDPRESS_DB_HOST: 'database',
            WORDPRESS_DB_NAME: 'blog',
            WORDPRESS_DB_USER: 'blog',
            WORDPRESS_DB_PASSWORD: password('password'),
          },
          calls: ['database'],
        }),
        database: {
          ...mariadb,
          user: 999,
          files: {
            '/var/lib/mysql': { volume: 'data', storageGiB: 20 },
            '/run/mysqld': { emptyMiB: 10, medium: 'memory' },
          },
          env: {
            MARIADB_DATABASE: 'blog',
            MARIADB_USER: 'blog',
            MARIADB_PASSWORD: password('password'),
            MARIADB_ROOT_PASSWORD: password('root'),
          },
        },
        backup: cronJob({
          image: mariadb.image,
          schedule: '30 2 * * *',
          command: ['sh', '-c', 'mariadb-dump --host=database --user=blog blog > /backup/$(date +%u).sql'],
          env: { MYSQL_PWD: password('password') },
          files: { '/backup': { volume: 'dumps', storageGiB: 10 } },
          calls: ['database'],
        }),
      },
    },
  },
});

synth(applications);
