import {
  argoCd,
  calico,
  certManager,
  cilium,
  coreDns,
  elasticsearch,
  externalSecrets,
  fluentBit,
  kibana,
  localPath,
  longhorn,
  loki,
  metallb,
  nginx,
  prometheus,
  rook,
  telegraf,
  traefik,
} from '../../../../src';
import { told, toldOf, toldOnMachines } from '../../../support/component-problems';

const pool = metallb({ addresses: ['10.0.9.0/24'] });
const router = { address: '10.0.0.1', asn: 64512, localAsn: 64513 };
const image = 'registry.acme.example/shop/x:1';

/** Exactly one mistake, which begins so. */
const one = (text: string): readonly unknown[] => [expect.stringContaining(text)];

describe('addresses of MetalLB', () => {
  test.each([
    ['10.0.9/99', 'is "10.0.9/99": must be a CIDR'],
    ['10.0.9.40', 'must be an address range'],
    ['10.0.9.40-10.0.9.10', 'must have two addresses of one IP family in ascending order'],
    ['10.0.9.10-fd00::1', 'must have two addresses of one IP family in ascending order'],
    ['10.0.0.0/27', "has addresses of host 'cp1', 10.0.0.11"],
    ['10.244.7.0/24', 'has addresses of the range of pods, 10.244.0.0/16'],
    ['10.96.0.200-10.96.1.20', 'has addresses of the range of services, 10.96.0.0/16'],
  ])('are not %s', (range, text) => {
    expect(toldOnMachines(metallb({ addresses: ['10.0.9.0/24', range] }))).toEqual([
      expect.stringMatching(/^clusters\.a\.components\[(2|metallb)\]\.addresses\[1\] is/),
    ]);
    expect(toldOnMachines(metallb({ addresses: [range] }))).toEqual(one(text));
  });

  test('are some, each of them once, and none that the control planes hold themselves', () => {
    expect(told({ kind: 'metallb', addresses: [] })).toEqual(one('must not be empty'));
    expect(told(metallb({ addresses: ['10.0.9.0/24', '10.0.9.9-10.0.9.9'] }))).toEqual(one('another of the ranges'));
    const planes = { cp1: '10.0.0.11', cp2: '10.0.0.12', cp3: '10.0.0.13' };
    const held = { kind: 'on-prem', ssh: { user: 'ops' }, controlPlanes: planes, components: [pool] };
    const endpoint = { address: '10.0.9.9', via: 'kube-vip' };
    expect(toldOf({ ...held, components: [{ kind: 'flannel' }, pool], endpoint })).toEqual(
      one('clusters.a.endpoint.address is "10.0.9.9": is in 10.0.9.0/24, which the load balancer gives out'),
    );
  });

  test('are told to each router once, and by one way', () => {
    const addresses = ['10.0.9.0/24'];
    expect(told(metallb({ addresses, bgpPeers: [router, router] }))).toEqual(
      one('components[metallb].bgpPeers[1].address is "10.0.0.1": is told already'),
    );
    expect(told(metallb({ addresses, bgpPeers: [router], interfaces: ['eth0'] }))).toEqual(one('metallb].interfaces'));
  });

  test.each([traefik, nginx])('are what an ingress may ask for', (ingress) => {
    expect(told(pool, ingress({ address: '10.0.9.10' }))).toEqual([]);
    expect(told(pool, ingress({ address: '10.0.8.10' }))).toEqual(one('write one of 10.0.9.0/24, or add it there'));
    expect(told(ingress({ address: '10.0.9.10', serviceType: 'NodePort' }))).toEqual(one("serviceType is 'NodePort'"));
  });
});

describe('volumes', () => {
  const shop = (volume: object, ...components: object[]) => {
    const web = { image, files: { '/data': { volume: 'data', storageGiB: 1, ...volume } } };
    return toldOf({ components }, { shop: { clusters: ['a'], owners: 'o', applications: { web } } });
  };
  const second = localPath({ name: 'slow', defaultClass: false });

  test('are of a class that the cluster has, or is told to be made by hand', () => {
    expect(told(localPath(), prometheus({ storageClass: 'lokal-path' }))).toEqual(
      one(
        `[prometheus].storageClass is "lokal-path": nothing on cluster 'a' makes this StorageClass; write 'local-path'`,
      ),
    );
    expect(shop({ storageClass: 'nope' }, localPath())).toEqual(one('files./data.storageClass is "nope": nothing on'));
    expect(shop({ storageClass: 'slow' }, localPath(), second)).toEqual([]);
    expect(shop({})).toEqual(one("files./data is \"data\": nothing on cluster 'a' provides 'storage'"));
  });

  test('that name no class need a default one', () => {
    expect(told(second, prometheus())).toEqual(one("cluster 'a' has no default StorageClass; write 'slow'"));
    expect(told(second, prometheus({ storageGiB: 0 }))).toEqual([]);
    expect(told(second, prometheus({ storageClass: 'slow' }))).toEqual([]);
  });

  test('that many pods write are of a class that can', () => {
    const shared = { shared: true };
    expect(shop(shared, localPath())).toEqual(one('add longhorn() or rook({ sharedVolumes: true }), or leave it out'));
    expect(shop(shared, rook({ sharedVolumes: true }))).toEqual(one("write storageClass: 'rook-shared'"));
    expect(shop({ ...shared, storageClass: 'rook-shared' }, rook({ sharedVolumes: true }))).toEqual([]);
    expect(shop(shared, longhorn())).toEqual([]);
  });

  test('are not judged where the infrastructure does not say which classes there are', () => {
    const on = (storage: object) =>
      toldOf({ provides: { network: {}, dns: {}, storage }, components: [prometheus({ storageClass: 'gp3' })] });
    expect(on({})).toEqual([]);
    expect(on({ classes: { gp3: {} } })).toEqual([]);
    expect(on({ classes: { gp2: {} } })).toEqual(one("write 'gp2'"));
  });

  test('have no more copies than there are nodes', () => {
    expect(toldOnMachines(longhorn())).toEqual(one('[longhorn].replicas is 3: is more than the nodes, 2'));
    expect(toldOnMachines(longhorn({ replicas: 2 }))).toEqual([]);
    expect(toldOnMachines(rook({ monitors: 1 }))).toEqual(one('[rook].replicas is 3: is more than the nodes, 2'));
    expect(toldOnMachines(rook({ replicas: 2, nodes: ['w1', 'w3'] }))).toEqual([
      expect.stringContaining(`nodes[1] is "w3": is no machine of this cluster; write one of 'cp1', 'w1', 'w2'`),
      expect.stringContaining('[rook].monitors is 3: is more than the nodes, 2'),
      expect.stringContaining('a disk that dies'),
    ]);
  });

  test('are backed up where there is a target', () => {
    expect(told(longhorn({ backupSecret: 'backup' }))).toEqual(one('[longhorn].backupSecret is "backup"'));
  });
});

describe('what a component asks for', () => {
  const bare = { provides: {} };
  const network = (...components: object[]) => toldOf({ ...bare, components });
  const git = { repository: 'https://git.acme.example/platform.git' };

  test('is no more than the limit beside it', () => {
    expect(told(localPath(), prometheus({ memory: '8Gi' }))).toEqual(
      one('[prometheus].memory is "8Gi": is asked for, and memoryLimit is 4Gi; write 4Gi or less, or memoryLimit'),
    );
    expect(told(localPath(), loki({ memory: '1500Mi', memoryLimit: '1.5Gi' }))).toEqual([]);
  });

  test('is there: an ingress for a host, people for a group, email for ACME, BGP for packets as they are', () => {
    expect(told(argoCd({ ...git, host: 'argocd.acme.example' }))).toEqual(one("needs 'ingress'"));
    expect(told(argoCd({ ...git, admins: ['ops'] }))).toEqual(one('[argo-cd].admins is ["ops"]: are groups'));
    expect(told(certManager({ acmeServer: 'https://acme.acme.example' }))).toEqual(one('].acmeServer: is for ACME'));
    expect(network(calico({ encapsulation: 'IPIP' }))).toEqual(one('[calico].encapsulation is "IPIP": needs BGP'));
    expect(network(calico({ encapsulation: 'None', bgp: true }))).toEqual([]);
  });

  test('is not kept by something else already', () => {
    const replaces = cilium({ kubeProxyReplacement: true });
    const machines = { kind: 'on-prem', ssh: { user: 'ops' }, controlPlanes: { cp1: '10.0.0.11' } };
    expect(toldOf({ ...machines, components: [replaces] })).toEqual(one('kube-proxy serves the Services'));
    expect(network(replaces)).toEqual(one('[cilium].kubeProxyReplacement is true: nothing serves the Service of the'));
    const values = { k8sServiceHost: '10.0.0.11', k8sServicePort: '6443' };
    expect(network({ ...replaces, values })).toEqual([]);
    const store = { vault: {} };
    expect(told(externalSecrets({ store, stores: { default: store } }))).toEqual(
      one('[external-secrets].stores.default'),
    );
  });

  test('leaves the names of the cluster to it, and asks some server for each zone', () => {
    const dns = (options: object) => network({ kind: 'flannel' }, { ...coreDns(), ...options });
    expect(dns({ zones: { 'cluster.local': ['10.0.0.53'] } })).toEqual(one('zones.cluster.local is "cluster.local"'));
    expect(dns({ zones: { 'acme.example': [] } })).toEqual(one('must not be empty'));
    expect(dns({ forward: [] })).toEqual(one('must not be empty'));
  });

  test('is a port that there is, and a host without what goes before and after', () => {
    const checks = { db: { address: 'db.acme.example:99999' } };
    expect(told(telegraf({ checks }))).toEqual(one('checks.db.address is "db.acme.example:99999": no such port'));
    const s3 = { name: 'logs', secret: 's3', endpoint: 'https://s3.acme.example' };
    expect(told(localPath(), loki({ s3 }))).toEqual(one('s3.endpoint is "https://s3.acme.example": not a host'));
  });

  test('can be reached', () => {
    const on = (provides: object, component: object) =>
      toldOf({ provides: { network: {}, ...provides }, components: [component] });
    expect(on({ logs: { api: 'loki' } }, fluentBit())).toEqual(
      one(`clusters.a.provides.logs is {"api":"loki"}: does not say how it is reached, and 'fluent-bit' has to`),
    );
    expect(on({ 'metrics-store': {} }, telegraf())).toEqual(one('clusters.a.provides.metrics-store is {}'));
    expect(on({ logs: { api: 'loki', url: 'http://loki.logs:3100' } }, fluentBit())).toEqual([]);
  });

  test('is warned of where nothing would come: logs that nothing brings', () => {
    expect(told(localPath(), loki({ collector: false }))).toEqual(one('[loki]: nothing brings logs to it'));
    expect(told(localPath(), elasticsearch())).toEqual(one('[elasticsearch]: nothing brings logs to it'));
  });
});

describe('the name of a component', () => {
  test('is no namespace of Kubernetes, nor of a component that has nothing to do with it', () => {
    expect(toldOnMachines(longhorn({ name: 'kube-system', replicas: 2 }))).toEqual(
      one('is "kube-system": the namespace belongs to Kubernetes itself; give the component another `name`'),
    );
    expect(told(certManager({ name: 'default' }))).toEqual(one('belongs to Kubernetes itself'));
    const inside = traefik({ name: 'monitoring', serviceType: 'ClusterIP' });
    expect(told(localPath(), prometheus(), inside)).toEqual(
      one(`components[monitoring] is "monitoring": the namespace belongs to component 'prometheus'`),
    );
  });

  test('may be any other, and those that belong together share a namespace', () => {
    const logs = [elasticsearch({ name: 'search' }), kibana({ name: 'find' }), fluentBit()];
    expect(told(localPath(), ...logs, coreDns({ name: 'names' })).filter((text) => !text.includes("'dns'"))).toEqual(
      [],
    );
  });
});
