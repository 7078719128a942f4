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
import { checkComponents, checkCluster, checkComponentsOnMachines } from '../../../support/component-problems';

const pool = metallb({ addresses: ['10.0.9.0/24'] });
const router = { address: '10.0.0.1', asn: 64512, localAsn: 64513 };
const image = 'registry.acme.example/shop/x:1';

/** Matches exactly one problem that contains the text. */
const oneProblem = (text: string): readonly unknown[] => [expect.stringContaining(text)];

test('Prometheus warns where it has no limit of a scrape', () => {
  expect(checkComponents(prometheus({ storageGiB: 0, scrapeLimits: { samples: 0 } }))).toEqual(
    oneProblem('scrapeLimits.samples is 0: removes a limit'),
  );
});

describe('MetalLB', () => {
  test.each([
    ['10.0.9/99', 'is "10.0.9/99": must be a CIDR'],
    ['10.0.9.40', 'must be an address range'],
    ['10.0.9.40-10.0.9.10', 'must have two addresses of one IP family in ascending order'],
    ['10.0.9.10-fd00::1', 'must have two addresses of one IP family in ascending order'],
    ['10.0.0.0/27', "overlaps with machine 'cp1', 10.0.0.11"],
    ['10.244.7.0/24', 'overlaps with podCidr, 10.244.0.0/16'],
    ['10.96.0.200-10.96.1.20', 'overlaps with serviceCidr, 10.96.0.0/16'],
  ])('rejects the address range %s', (range, message) => {
    expect(checkComponentsOnMachines(metallb({ addresses: ['10.0.9.0/24', range] }))).toEqual([
      expect.stringMatching(/^clusters\.a\.components\[(2|metallb)\]\.addresses\[1\] is/),
    ]);
    expect(checkComponentsOnMachines(metallb({ addresses: [range] }))).toEqual(oneProblem(message));
  });

  test('requires ranges that are not empty, do not overlap and do not contain the endpoint of the control planes', () => {
    expect(checkComponents({ kind: 'metallb', addresses: [] })).toEqual(oneProblem('must not be empty'));
    expect(checkComponents(metallb({ addresses: ['10.0.9.0/24', '10.0.9.9-10.0.9.9'] }))).toEqual(
      oneProblem('overlaps with another range'),
    );
    const controlPlanes = { cp1: '10.0.0.11', cp2: '10.0.0.12', cp3: '10.0.0.13' };
    const components = [{ kind: 'flannel' }, pool];
    const endpoint = { address: '10.0.9.9', via: 'kube-vip' };
    expect(checkCluster({ kind: 'on-prem', ssh: { user: 'ops' }, controlPlanes, components, endpoint })).toEqual(
      oneProblem('clusters.a.endpoint.address is "10.0.9.9": is in 10.0.9.0/24, a range of addresses'),
    );
  });

  test('announces addresses to each router once, and either by BGP or on interfaces', () => {
    const addresses = ['10.0.9.0/24'];
    expect(checkComponents(metallb({ addresses, bgpPeers: [router, router] }))).toEqual(
      oneProblem('components[metallb].bgpPeers[1].address is "10.0.0.1": is a duplicate'),
    );
    expect(checkComponents(metallb({ addresses, bgpPeers: [router], interfaces: ['eth0'] }))).toEqual(
      oneProblem('metallb].interfaces'),
    );
  });

  test.each([traefik, nginx])('must have the address of an ingress controller in its ranges', (ingress) => {
    expect(checkComponents(pool, ingress({ address: '10.0.9.10' }))).toEqual([]);
    expect(checkComponents(pool, ingress({ address: '10.0.8.10' }))).toEqual(
      oneProblem('write an address in 10.0.9.0/24, or add it to these ranges'),
    );
    expect(checkComponents(ingress({ address: '10.0.9.10', serviceType: 'NodePort' }))).toEqual(
      oneProblem("serviceType is 'NodePort'"),
    );
  });
});

describe('volumes', () => {
  const checkWorkloadVolume = (volume: object, ...components: object[]) => {
    const web = { image, files: { '/data': { volume: 'data', storageGiB: 1, ...volume } } };
    return checkCluster({ components }, { shop: { clusters: ['a'], owners: 'o', applications: { web } } });
  };
  const slowClass = localPath({ name: 'slow', defaultClass: false });

  test('cause a warning if nothing on the cluster provides their StorageClass', () => {
    expect(checkComponents(localPath(), prometheus({ storageClass: 'lokal-path' }))).toEqual(
      oneProblem(
        `[prometheus].storageClass is "lokal-path": nothing on cluster 'a' provides this StorageClass; write 'local-path'`,
      ),
    );
    expect(checkWorkloadVolume({ storageClass: 'nope' }, localPath())).toEqual(
      oneProblem('files./data.storageClass is "nope": nothing on'),
    );
    expect(checkWorkloadVolume({ storageClass: 'slow' }, localPath(), slowClass)).toEqual([]);
    expect(checkWorkloadVolume({})).toEqual(
      oneProblem(
        "files./data is \"data\": nothing on cluster 'a' provides 'storage'; add a component of kind 'local-path' or 'longhorn' or 'rook'",
      ),
    );
  });

  test('without a StorageClass require a default class', () => {
    expect(checkComponents(slowClass, prometheus())).toEqual(
      oneProblem("cluster 'a' has no default StorageClass; write 'slow'"),
    );
    expect(checkComponents(slowClass, prometheus({ storageGiB: 0 }))).toEqual([]);
    expect(checkComponents(slowClass, prometheus({ storageClass: 'slow' }))).toEqual([]);
  });

  test('that are shared require a StorageClass that supports ReadWriteMany', () => {
    const shared = { shared: true };
    expect(checkWorkloadVolume(shared, localPath())).toEqual(
      oneProblem("add a component of kind 'longhorn', or 'rook' with sharedVolumes: true, or remove it"),
    );
    expect(checkWorkloadVolume(shared, rook({ sharedVolumes: true }))).toEqual(
      oneProblem("write storageClass: 'rook-shared'"),
    );
    expect(checkWorkloadVolume({ ...shared, storageClass: 'rook-shared' }, rook({ sharedVolumes: true }))).toEqual([]);
    expect(checkWorkloadVolume(shared, longhorn())).toEqual([]);
  });

  test('are not checked if the infrastructure does not declare its StorageClasses', () => {
    const checkStorage = (storage: object) =>
      checkCluster({ provides: { network: {}, dns: {}, storage }, components: [prometheus({ storageClass: 'gp3' })] });
    expect(checkStorage({})).toEqual([]);
    expect(checkStorage({ classes: { gp3: {} } })).toEqual([]);
    expect(checkStorage({ classes: { gp2: {} } })).toEqual(oneProblem("write 'gp2'"));
  });

  test('have at most as many replicas as nodes', () => {
    expect(checkComponentsOnMachines(longhorn())).toEqual(
      oneProblem('[longhorn].replicas is 3: exceeds the number of schedulable nodes (2)'),
    );
    expect(checkComponentsOnMachines(longhorn({ replicas: 2 }))).toEqual([]);
    expect(checkComponentsOnMachines(rook({ monitors: 1 }))).toEqual(
      oneProblem('[rook].replicas is 3: exceeds the number of nodes (2)'),
    );
    expect(checkComponentsOnMachines(rook({ replicas: 2, nodes: ['w1', 'w3'] }))).toEqual([
      expect.stringContaining(`nodes[1] is "w3": is not a machine of this cluster; write one of 'cp1', 'w1', 'w2'`),
      expect.stringContaining('[rook].monitors is 3: exceeds the number of nodes (2)'),
      expect.stringContaining('losing a disk'),
    ]);
  });

  test('require a backup target for a backup secret', () => {
    expect(checkComponents(longhorn({ backupSecret: 'backup' }))).toEqual(
      oneProblem('[longhorn].backupSecret is "backup"'),
    );
  });
});

describe('a component', () => {
  const checkWithoutInfrastructure = (...components: object[]) => checkCluster({ provides: {}, components });
  const git = { repository: 'https://git.acme.example/platform.git' };

  test('must not request more than its limit', () => {
    expect(checkComponents(localPath(), prometheus({ memory: '8Gi' }))).toEqual(
      oneProblem(
        '[prometheus].memory is "8Gi": exceeds memoryLimit, which is 4Gi; write 4Gi or less, or set memoryLimit to 8Gi',
      ),
    );
    expect(checkComponents(localPath(), loki({ memory: '1500Mi', memoryLimit: '1.5Gi' }))).toEqual([]);
  });

  test('requires an ingress controller for a host, a login for groups, an email for ACME and BGP for IPIP', () => {
    expect(checkComponents(argoCd({ ...git, host: 'argocd.acme.example' }))).toEqual(oneProblem("requires 'ingress'"));
    expect(checkComponents(argoCd({ ...git, admins: ['ops'] }))).toEqual(
      oneProblem('[argo-cd].admins is ["ops"]: has no effect'),
    );
    expect(checkComponents(certManager({ acmeServer: 'https://acme.acme.example' }))).toEqual(
      oneProblem('].acmeServer: applies to ACME only'),
    );
    expect(checkWithoutInfrastructure(calico({ encapsulation: 'IPIP' }))).toEqual(
      oneProblem('[calico].encapsulation is "IPIP": requires BGP'),
    );
    expect(checkWithoutInfrastructure(calico({ encapsulation: 'None', bgp: true }))).toEqual([]);
  });

  test('does not replace kube-proxy while it runs, nor declare a secret store twice', () => {
    const kubeProxyReplacement = cilium({ kubeProxyReplacement: true });
    const machines = { kind: 'on-prem', ssh: { user: 'ops' }, controlPlanes: { cp1: '10.0.0.11' } };
    expect(checkCluster({ ...machines, components: [kubeProxyReplacement] })).toEqual(
      oneProblem('conflicts with kube-proxy'),
    );
    expect(checkWithoutInfrastructure(kubeProxyReplacement)).toEqual(
      oneProblem('[cilium].kubeProxyReplacement is true: requires the address of the API server'),
    );
    const values = { k8sServiceHost: '10.0.0.11', k8sServicePort: '6443' };
    expect(checkWithoutInfrastructure({ ...kubeProxyReplacement, values })).toEqual([]);
    const store = { vault: {} };
    expect(checkComponents(externalSecrets({ store, stores: { default: store } }))).toEqual(
      oneProblem('[external-secrets].stores.default'),
    );
  });

  test('of CoreDNS has no zone for the cluster domain, and a server for every zone', () => {
    const checkDns = (options: object) => checkWithoutInfrastructure({ kind: 'flannel' }, { ...coreDns(), ...options });
    expect(checkDns({ zones: { 'cluster.local': ['10.0.0.53'] } })).toEqual(
      oneProblem('zones.cluster.local is "cluster.local"'),
    );
    expect(checkDns({ zones: { 'acme.example': [] } })).toEqual(oneProblem('must not be empty'));
    expect(checkDns({ forward: [] })).toEqual(oneProblem('must not be empty'));
  });

  test('of CoreDNS has the Service address that kubelets write into pods', () => {
    const checkAddress = (clusterIP: string) =>
      checkWithoutInfrastructure({ kind: 'flannel' }, { ...coreDns({ values: { service: { clusterIP } } }) });
    expect(checkAddress('10.96.0.10')).toEqual([]);
    expect(checkAddress('10.96.0.53')).toEqual(
      oneProblem('values.service.clusterIP is "10.96.0.53": is not 10.96.0.10, the address of the DNS in pods'),
    );
  });

  test('rejects ports out of range, and URLs in place of hosts', () => {
    const checks = { db: { address: 'db.acme.example:99999' } };
    expect(checkComponents(telegraf({ checks }))).toEqual(
      oneProblem('checks.db.address is "db.acme.example:99999": is not a valid port'),
    );
    const s3 = { name: 'logs', secret: 's3', endpoint: 'https://s3.acme.example' };
    expect(checkComponents(localPath(), loki({ s3 }))).toEqual(
      oneProblem('s3.endpoint is "https://s3.acme.example": must be a host'),
    );
  });

  test('requires the endpoint of logs and of a metrics store', () => {
    const checkProvides = (provides: object, component: object) =>
      checkCluster({ provides: { network: {}, ...provides }, components: [component] });
    expect(checkProvides({ logs: { api: 'loki' } }, fluentBit())).toEqual(
      oneProblem(
        `clusters.a.provides.logs is {"api":"loki"}: must declare the endpoint, which component 'fluent-bit' requires`,
      ),
    );
    expect(checkProvides({ 'metrics-store': {} }, telegraf())).toEqual(
      oneProblem('clusters.a.provides.metrics-store is {}'),
    );
    expect(checkProvides({ logs: { api: 'loki', url: 'http://loki.logs:3100' } }, fluentBit())).toEqual([]);
  });

  test('for logs causes a warning if nothing collects logs', () => {
    expect(checkComponents(localPath(), loki({ collector: false }))).toEqual(
      oneProblem('[loki]: no component collects logs'),
    );
    expect(checkComponents(localPath(), elasticsearch())).toEqual(
      oneProblem('[elasticsearch]: no component collects logs'),
    );
  });
});

describe('the name of a component', () => {
  test('must not be a namespace of Kubernetes or of an unrelated component', () => {
    expect(checkComponentsOnMachines(longhorn({ name: 'kube-system', replicas: 2 }))).toEqual(
      oneProblem('is "kube-system": the namespace is reserved for Kubernetes; set another `name` on the component'),
    );
    expect(checkComponents(certManager({ name: 'default' }))).toEqual(oneProblem('is reserved for Kubernetes'));
    const traefikInMonitoring = traefik({ name: 'monitoring', serviceType: 'ClusterIP' });
    expect(checkComponents(localPath(), prometheus(), traefikInMonitoring)).toEqual(
      oneProblem(`components[monitoring] is "monitoring": the namespace already belongs to component 'prometheus'`),
    );
  });

  test('may be any other name, even if related components share a namespace', () => {
    const logComponents = [elasticsearch({ name: 'search' }), kibana({ name: 'find' }), fluentBit()];
    expect(
      checkComponents(localPath(), ...logComponents, coreDns({ name: 'names' })).filter(
        (problem) => !problem.includes("'dns'"),
      ),
    ).toEqual([]);
  });
});
