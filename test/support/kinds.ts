import { z } from 'zod';
import { clusterKind } from '../../src/kinds/cluster-kind';
import { componentKind } from '../../src/kinds/component-kind';
import { language } from '../../src/language';
import type { ChartVersion } from '../../src/kinds/release';
import { recordByName, ipAddress, secretKeyRef } from '../../src/schema/field-types';
import { addObject } from '../../constructs/kubernetes/object';
import type { ConfigMap } from 'kubernetes-types/core/v1';
import { endpointSchema, type ProvidedCapabilities } from '../../src/definition/capability';

/** Small kinds for the tests of the spine, so that these do not depend on what real components are made of. */

/** A chart that exists nowhere. */
export function chartOf(name: string, more: Partial<ChartVersion> = {}): ChartVersion {
  return {
    repository: 'https://charts.test.example',
    name,
    version: '1.2.3',
    appVersion: '4.5.6',
    kubernetes: '>=1.25.0-0',
    images: [`registry.test.example/${name}:4.5.6`],
    ...more,
  };
}

/** Brings network and its policies. */
export const net = componentKind({
  kind: 'net',
  summary: 'Network of the tests.',
  schema: z.strictObject({
    policies: z.boolean().default(true),
    tuning: z.strictObject({ mtu: z.int().optional() }).optional(),
  }),
  provides: ({ policies }) => ({ network: {}, ...(policies ? { 'network-policy': {} } : {}) }),
  releases: ({ name, tuning = {} }, { podCidr }) => [
    { name, namespace: 'net', podSecurity: 'privileged', chart: chartOf('net'), values: { podCidr, ...tuning } },
  ],
});

/** Brings names, once there is a network. */
export const names = componentKind({
  kind: 'names',
  summary: 'DNS of the tests.',
  schema: z.strictObject({}),
  requires: () => ['network'],
  provides: () => ({ dns: {} }),
  releases: ({ name }) => [
    { name, namespace: 'kube-system', podSecurity: 'baseline', chart: chartOf('names'), values: {} },
  ],
});

/** Serves ingresses, in as many replicas as one likes; its chart refuses Kubernetes 1.33. */
export const gate = componentKind({
  kind: 'gate',
  summary: 'Ingress of the tests.',
  schema: z.strictObject({
    replicas: z.int().min(1).default(2),
    admin: z.strictObject({ password: secretKeyRef, port: z.int().optional() }).optional(),
    level: z.enum(['debug', 'info']).default('info'),
  }),
  requires: () => ['network', 'dns'],
  provides: ({ name }) => ({ ingress: { namespace: name } }),
  releases: ({ name, replicas, admin }) => [
    {
      name,
      namespace: name,
      podSecurity: 'baseline',
      chart: chartOf('gate', { kubernetes: '>=1.34.0-0' }),
      values: { replicas, format: 'from ${ENV} and %{if}', ...(admin ? { adminSecret: admin.password.secret } : {}) },
    },
  ],
});

/** Brings the CRDs of its chart first, then the chart, then an object that no chart brings. */
export const watch = componentKind({
  kind: 'watch',
  summary: 'Metrics of the tests.',
  schema: z.strictObject({}),
  requires: () => ['dns', 'storage'],
  provides: () => ({ metrics: { namespace: 'watch' } }),
  releases: ({ name }) => [
    {
      name: `${name}-crds`,
      namespace: 'kube-system',
      podSecurity: 'restricted',
      crds: true,
      crdChart: chartOf('watch'),
    },
    { name, namespace: 'watch', podSecurity: 'restricted', chart: chartOf('watch'), values: {}, isolatePods: true },
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

/** Brings volumes, and pages about them at hosts. */
export const disk = componentKind({
  kind: 'disk',
  summary: 'Storage of the tests.',
  schema: z.strictObject({ hosts: z.array(z.string()).default([]), all: z.boolean().default(false) }),
  hosts: ({ hosts }) => hosts,
  provides: () => ({ storage: {} }),
  exclusiveResources: ({ all }) => (all ? { 'every empty disk': 'write all: false' } : {}),
  releases: ({ name }) => [{ name, namespace: 'disk', podSecurity: 'privileged', chart: chartOf('disk'), values: {} }],
});

/** Each needs the other: a circle. */
export const chicken = componentKind({
  kind: 'chicken',
  summary: 'Needs an egg.',
  schema: z.strictObject({}),
  requires: () => ['egg'],
  provides: () => ({ chicken: {} }),
  releases: () => [],
});

/** Each needs the other: a circle. */
export const egg = componentKind({
  kind: 'egg',
  summary: 'Needs a chicken.',
  schema: z.strictObject({}),
  requires: () => ['chicken'],
  provides: () => ({ egg: {} }),
  releases: () => [],
});

/** Delivers from Git. */
export const courier = componentKind({
  kind: 'courier',
  summary: 'Argo CD of the tests.',
  schema: z.strictObject({ repository: z.string().default('https://git.test.example/platform.git') }),
  requires: () => ['network', 'dns'],
  provides: ({ repository }) => ({ delivery: { api: 'argo-cd', namespace: 'argocd', url: repository } }),
  releases: ({ name }) => [
    { name, namespace: 'argocd', podSecurity: 'baseline', chart: chartOf('courier'), values: {} },
  ],
});

/** A cluster on machines that the description names. */
export const rack = clusterKind({
  kind: 'rack',
  summary: 'Machines of the tests.',
  schema: z.strictObject({
    ssh: z.strictObject({ user: z.string(), port: z.int().default(22) }),
    controlPlanes: recordByName(ipAddress),
    workers: recordByName(ipAddress).default({}),
  }),
  machines: ({ controlPlanes, workers }) => [
    ...Object.entries(controlPlanes).map(([name, address]) => ({
      name,
      address,
      roles: ['control-plane' as const, 'etcd' as const],
    })),
    ...Object.entries(workers).map(([name, address]) => ({ name, address, roles: ['worker' as const] })),
  ],
  access: (_, name) => ({ type: 'kubeconfig', path: `${name}.kubeconfig` }),
});

/** A cluster of somebody else's. */
export const rented = clusterKind({
  kind: 'rented',
  summary: 'A cluster of the tests that is there already.',
  schema: z.strictObject({
    provides: z.record(z.string(), endpointSchema).default({ network: {}, 'network-policy': {}, dns: {} }),
  }),
  provides: (options): ProvidedCapabilities => options.provides,
  access: (_, name) => ({ type: 'kubeconfig', path: `~/.kube/${name}`, context: name }),
});

/** The language of these kinds. */
export const testing = language([net, names, gate, watch, disk, chicken, egg, courier, rack, rented]);
