import type { ChartVersion } from '../../../src/kinds/release';

/** Pinned charts of the kinds in this folder. */
export const charts = {
  traefik: {
    repository: 'https://traefik.github.io/charts',
    name: 'traefik',
    version: '41.3.0',
    appVersion: 'v3.7.11',
    kubernetes: '>=1.25.0-0',
    images: ['docker.io/traefik:v3.7.11'],
  },
  nginxIngress: {
    repository: 'oci://ghcr.io/nginx/charts',
    name: 'nginx-ingress',
    version: '2.6.4',
    appVersion: '5.5.4',
    kubernetes: '>=1.25.0-0',
    images: ['docker.io/nginx/nginx-ingress:5.5.4'],
  },
  ingressNginx: {
    repository: 'https://kubernetes.github.io/ingress-nginx',
    name: 'ingress-nginx',
    version: '4.15.1',
    appVersion: '1.15.1',
    kubernetes: '>=1.21.0-0',
    images: [
      'registry.k8s.io/ingress-nginx/controller:v1.15.1@sha256:594ceea76b01c592858f803f9ff4d2cb40542cae2060410b2c95f75907d659e1',
      'registry.k8s.io/ingress-nginx/kube-webhook-certgen:v1.6.9@sha256:01038e7de14b78d702d2849c3aad72fd25903c4765af63cf16aa3398f5d5f2dd',
    ],
  },
  certManager: {
    repository: 'https://charts.jetstack.io',
    name: 'cert-manager',
    version: 'v1.21.1',
    appVersion: 'v1.21.1',
    kubernetes: '>=1.22.0-0',
    images: [
      'quay.io/jetstack/cert-manager-acmesolver:v1.21.1',
      'quay.io/jetstack/cert-manager-cainjector:v1.21.1',
      'quay.io/jetstack/cert-manager-controller:v1.21.1',
      'quay.io/jetstack/cert-manager-startupapicheck:v1.21.1',
      'quay.io/jetstack/cert-manager-webhook:v1.21.1',
    ],
  },
  externalDns: {
    repository: 'https://kubernetes-sigs.github.io/external-dns',
    name: 'external-dns',
    version: '1.21.1',
    appVersion: '0.21.0',
    kubernetes: '>=1.23.0-0',
    images: ['registry.k8s.io/external-dns/external-dns:v0.21.0'],
  },
} as const satisfies Readonly<Record<string, ChartVersion>>;
