import { z } from 'zod';
import { clusterKind } from '../../src/kinds/cluster-kind';
import { componentKind } from '../../src/kinds/component-kind';
import { createNetworkRanges } from '../../src/kinds/network-range';
import { provideEndpoints } from '../../src/kinds/provides';
import { language } from '../../src/language';
import type { ChartVersion } from '../../src/kinds/release';
import { recordByName, ipAddress, secretKeyRef } from '../../src/schema/field-types';
import { addObject } from '../../constructs/kubernetes/object';
import type { ConfigMap } from 'kubernetes-types/core/v1';
import { endpointSchema } from '../../src/definition/capability';

// Small component and cluster kinds for tests of the library's core, which do not depend on built-in components.

/** Returns a fictitious chart version with this name. */
export function testChart(name: string, overrides: Partial<ChartVersion> = {}): ChartVersion {
  return {
    repository: 'https://charts.test.example',
    name,
    version: '1.2.3',
    appVersion: '4.5.6',
    kubernetes: '>=1.25.0-0',
    images: [`registry.test.example/${name}:4.5.6`],
    ...overrides,
  };
}

/** Component that provides `network` and, unless `policies` is false, `network-policy`. */
export const net = componentKind({
  kind: 'net',
  summary: 'Network of the tests.',
  schema: z.strictObject({
    policies: z.boolean().default(true),
    tuning: z.strictObject({ mtu: z.int().optional() }).optional(),
  }),
  provides: ({ policies }) => ({ network: {}, ...(policies ? { 'network-policy': {} } : {}) }),
  releases: ({ name, tuning = {} }, { podCidr }) => [
    { name, namespace: 'net', podSecurity: 'privileged', chart: testChart('net'), values: { podCidr, ...tuning } },
  ],
});

/** Component that provides `dns` and requires `network`. */
export const names = componentKind({
  kind: 'names',
  summary: 'DNS of the tests.',
  schema: z.strictObject({}),
  requires: () => ['network'],
  provides: () => ({ dns: {} }),
  releases: ({ name }) => [
    { name, namespace: 'kube-system', podSecurity: 'baseline', chart: testChart('names'), values: {} },
  ],
});

/** Component that provides `ingress`; its chart does not support Kubernetes 1.33. */
export const gate = componentKind({
  kind: 'gate',
  summary: 'Ingress of the tests.',
  schema: z.strictObject({
    replicas: z.int().min(1).default(2),
    admin: z.strictObject({ password: secretKeyRef, port: z.int().optional() }).optional(),
    level: z.enum(['debug', 'info']).default('info'),
  }),
  requires: () => ['network', 'dns'],
  provides: ({ name }) => ({ ingress: { endpoint: { namespace: name } } }),
  releases: ({ name, replicas, admin }) => [
    {
      name,
      namespace: name,
      podSecurity: 'baseline',
      chart: testChart('gate', { kubernetes: '>=1.34.0-0' }),
      values: { replicas, format: 'from ${ENV} and %{if}', ...(admin ? { adminSecret: admin.password.secret } : {}) },
    },
  ],
});

/** Component that provides `metrics` with three releases: CRDs, chart, and an object that is in no chart. */
export const watch = componentKind({
  kind: 'watch',
  summary: 'Metrics of the tests.',
  schema: z.strictObject({}),
  requires: () => ['dns', 'storage'],
  provides: () => ({ metrics: { endpoint: { namespace: 'watch' } } }),
  releases: ({ name }) => [
    {
      name: `${name}-crds`,
      namespace: 'kube-system',
      podSecurity: 'restricted',
      crds: true,
      crdChart: testChart('watch'),
    },
    { name, namespace: 'watch', podSecurity: 'restricted', chart: testChart('watch'), values: {}, isolatePods: true },
    {
      name: `${name}-rules`,
      namespace: 'watch',
      podSecurity: 'restricted',
      after: [name],
      objects: {
        'rules.yaml': (scope) => {
          addObject<ConfigMap>(scope, 'rules', {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: 'rules', namespace: 'watch' },
            data: { rule: '{{ $labels.pod }} of ${cluster}' },
          });
        },
      },
    },
  ],
});

/** Component that provides `storage` and serves pages at `hosts`. */
export const disk = componentKind({
  kind: 'disk',
  summary: 'Storage of the tests.',
  schema: z.strictObject({
    hosts: z.array(z.string()).default([]),
    cookieDomains: z.array(z.string()).default([]),
    all: z.boolean().default(false),
  }),
  hosts: ({ hosts }) => hosts,
  cookieDomains: ({ cookieDomains }) => cookieDomains,
  provides: () => ({ storage: {} }),
  exclusiveResources: ({ all }) => (all ? { 'every empty disk': 'write all: false' } : {}),
  releases: ({ name }) => [
    { name, namespace: 'disk', podSecurity: 'privileged', chart: testChart('disk'), values: {} },
  ],
});

/** Component with a circular dependency: requires `egg`, provides `chicken`. */
export const chicken = componentKind({
  kind: 'chicken',
  summary: 'Requires an egg.',
  schema: z.strictObject({}),
  requires: () => ['egg'],
  provides: () => ({ chicken: {} }),
  releases: () => [],
});

/** Component with a circular dependency: requires `chicken`, provides `egg`. */
export const egg = componentKind({
  kind: 'egg',
  summary: 'Requires a chicken.',
  schema: z.strictObject({}),
  requires: () => ['chicken'],
  provides: () => ({ egg: {} }),
  releases: () => [],
});

/** Component that provides `delivery` from a Git repository. */
export const courier = componentKind({
  kind: 'courier',
  summary: 'Argo CD of the tests.',
  schema: z.strictObject({ repository: z.string().default('https://git.test.example/platform.git') }),
  requires: () => ['network', 'dns'],
  provides: ({ repository }) => ({ delivery: { endpoint: { api: 'argo-cd', namespace: 'argocd', url: repository } } }),
  releases: ({ name }) => [
    { name, namespace: 'argocd', podSecurity: 'baseline', chart: testChart('courier'), values: {} },
  ],
});

/** Cluster kind with machines that the definition lists. */
export const rack = clusterKind({
  kind: 'rack',
  summary: 'Machines of the tests.',
  schema: z.strictObject({
    ssh: z.strictObject({ user: z.string(), port: z.int().default(22) }),
    controlPlanes: recordByName(ipAddress),
    workers: recordByName(ipAddress).default({}),
    endpoint: z.string().optional(),
  }),
  apiServerAddress: ({ endpoint }) => endpoint,
  machines: ({ controlPlanes, workers }) => [
    ...Object.entries(controlPlanes).map(([name, address]) => ({
      name,
      address,
      roles: ['control-plane' as const, 'etcd' as const],
    })),
    ...Object.entries(workers).map(([name, address]) => ({ name, address, roles: ['worker' as const] })),
  ],
  connection: (_, name) => ({ type: 'kubeconfig', path: `${name}.kubeconfig` }),
  provision: () => undefined,
});

/** Cluster kind for an existing cluster, which may provide capabilities. */
export const rented = clusterKind({
  kind: 'rented',
  summary: 'Existing cluster of the tests.',
  schema: z.strictObject({
    provides: z.record(z.string(), endpointSchema).default({ network: {}, 'network-policy': {}, dns: {} }),
    nodeCidrs: z.array(z.string()).default(['172.30.0.0/24']),
    apiServerCidrs: z.array(z.string()).default([]),
  }),
  provides: (options) => provideEndpoints(options.provides),
  apiServerRanges: ({ apiServerCidrs }) => apiServerCidrs,
  networkRanges: ({ nodeCidrs }) => createNetworkRanges({ 'the nodes': nodeCidrs }),
  connection: (_, name) => ({ type: 'kubeconfig', path: `~/.kube/${name}`, context: name }),
});

/** Language with all kinds of this file. */
export const testing = language([net, names, gate, watch, disk, chicken, egg, courier, rack, rented]);
