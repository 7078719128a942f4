import type { ChartVersion } from '../../../src/kinds/release';

/** Pinned charts of the kinds in this folder. */
export const charts = {
  flannel: {
    repository: 'https://flannel-io.github.io/flannel',
    name: 'flannel',
    version: 'v0.28.9',
    appVersion: 'v0.28.9',
    kubernetes: '>=1.25.0-0',
    images: ['ghcr.io/flannel-io/flannel-cni-plugin:v1.9.1-flannel3', 'ghcr.io/flannel-io/flannel:v0.28.9'],
  },
  cilium: {
    repository: 'https://helm.cilium.io',
    name: 'cilium',
    version: '1.20.0',
    appVersion: '1.20.0',
    kubernetes: '>=1.21.0-0',
    images: [
      'quay.io/cilium/cilium-envoy:v1.37.5-1782911245-7cffc778c923f68a77954a53b1a98d6b5353f004@sha256:583057dd4f7d54cd41efff3c413aa0b148ac201f522e2c3336851fa89c78b039',
      'quay.io/cilium/cilium:v1.20.0@sha256:383968cd5e8873f7976fa76aa6196045643558f4cc9518a207b9335cb24a0e93',
      'quay.io/cilium/operator-generic:v1.20.0@sha256:80744a8cc7c91c2f9e6347629406844eb35d79b30a732c6d41c15b17232a74f3',
    ],
  },
  tigeraOperator: {
    repository: 'https://docs.tigera.io/calico/charts',
    name: 'tigera-operator',
    version: 'v3.32.1',
    appVersion: 'v3.32.1',
    kubernetes: '>=1.25.0-0',
    images: [
      'quay.io/tigera/operator:v1.42.3',
      'quay.io/calico/apiserver:v3.32.1',
      'quay.io/calico/cni:v3.32.1',
      'quay.io/calico/kube-controllers:v3.32.1',
      'quay.io/calico/node:v3.32.1',
      'quay.io/calico/typha:v3.32.1',
    ],
  },
  calicoCrds: {
    repository: 'https://docs.tigera.io/calico/charts',
    name: 'crd.projectcalico.org.v1',
    version: 'v3.32.1',
    appVersion: 'v3.32.1',
    kubernetes: '>=1.25.0-0',
    images: [],
  },
  coreDns: {
    repository: 'https://coredns.github.io/helm',
    name: 'coredns',
    version: '1.46.2',
    appVersion: '1.13.1',
    kubernetes: '>=1.25.0-0',
    images: ['coredns/coredns:1.13.1'],
  },
  metallb: {
    repository: 'https://metallb.github.io/metallb',
    name: 'metallb',
    version: '0.16.1',
    appVersion: 'v0.16.1',
    kubernetes: '>=1.19.0-0',
    images: [
      'quay.io/frrouting/frr:10.4.3',
      'quay.io/metallb/controller:v0.16.1',
      'quay.io/metallb/frr-k8s:v0.0.25',
      'quay.io/metallb/speaker:v0.16.1',
    ],
  },
} as const satisfies Readonly<Record<string, ChartVersion>>;

/** Operator of Cilium that runs on EKS instead of the generic one; the digest is that of the chart. */
export const ciliumAwsOperator = `quay.io/cilium/operator-aws:v${charts.cilium.appVersion}@sha256:a0e50fa611fa3e2e8b1c9521a3e813576034a0b3d626e9c128ac01f8f7dfd0fa`;
