import ipaddr from 'ipaddr.js';
import type { NetworkPolicy, NetworkPolicyPort } from 'kubernetes-types/networking/v1';
import { tenantLabel } from '../../../src/kinds/labels';
import { podsOf } from '../charts/judge';
import type { End, Port } from '../../support/network-evaluator';
import type { KubernetesObject } from './api';
import type { Question } from './cyclonus';

/** Pods of one kind, or an address outside of the cluster, at one end of connections. */
export interface Actor {
  /** `loki/loki`, or words for an address. */
  readonly name: string;
  readonly namespace?: string;
  /** Whose namespace it is, where it is a tenant's. */
  readonly tenant?: string;
  readonly end: End;
}

/** A question between two actors. */
export interface ActorQuestion extends Question {
  readonly source: Actor;
  readonly target: Actor;
}

type Labels = Readonly<Record<string, string>>;

/** A port that no policy names: who reaches it reaches all. */
const anyPort: Port = { port: 1, protocol: 'TCP' };

const dnsPorts: readonly Port[] = [
  { port: 53, protocol: 'UDP' },
  { port: 53, protocol: 'TCP' },
];

/** The policies among objects. */
export function policiesIn(objects: readonly KubernetesObject[]): readonly NetworkPolicy[] {
  return objects.filter(({ kind }) => kind === 'NetworkPolicy') as unknown as readonly NetworkPolicy[];
}

/**
 * Everybody on a cluster: the pods of its workloads, those that policies speak of and operators make, in each namespace
 * a pod that nobody speaks of, the DNS, and the world.
 */
export function actorsOf(objects: readonly KubernetesObject[]): readonly Actor[] {
  const policies = policiesIn(objects);
  const address = addresses(policies);
  const actors: Actor[] = [];
  const pod = (namespace: string, labels: Labels, namespaceLabels: Labels, name: string) => {
    const tenant = namespaceLabels[tenantLabel];
    actors.push({
      name: `${namespace}/${name}`,
      namespace,
      ...(tenant === undefined ? {} : { tenant }),
      end: { ip: address(), pod: { namespace, namespaceLabels, labels } },
    });
  };
  for (const { metadata } of objects.filter(({ kind }) => kind === 'Namespace')) {
    const namespaceLabels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name };
    const run = objects
      .filter((object) => object.metadata.namespace === metadata.name)
      .flatMap((object) => podsOf(object).map(({ template }) => ({ name: object.metadata.name, template })))
      .filter(({ template }) => template.spec.hostNetwork !== true)
      .map(({ name, template }) => ({ name, labels: labelsOf(template) }));
    for (const { name, labels } of run) pod(metadata.name, labels, namespaceLabels, name);
    const spoken = spokenOf(policies, metadata.name, namespaceLabels).filter(
      (labels) => !run.some((other) => isPart(labels, other.labels)),
    );
    for (const labels of new Map(spoken.map((each) => [JSON.stringify(each), each])).values())
      pod(metadata.name, labels, namespaceLabels, Object.values(labels).join(' '));
    pod(metadata.name, {}, namespaceLabels, 'any other pod');
  }
  pod('kube-system', { 'k8s-app': 'kube-dns' }, { 'kubernetes.io/metadata.name': 'kube-system' }, 'DNS');
  return [...actors, { name: 'nodes and the world', end: { ip: '203.0.113.7' } }];
}

/** Every question whose answer is not plain: who reaches each pod, on each port that its policies name and on any other. */
export function questionsOf(actors: readonly Actor[], policies: readonly NetworkPolicy[]): readonly ActorQuestion[] {
  return actors.flatMap((target) => {
    if (target.namespace === undefined) return [];
    const named = policies
      .filter(({ metadata }) => metadata?.namespace === target.namespace)
      .flatMap(({ spec }) => (spec?.ingress ?? []).flatMap(({ ports = [] }) => ports.flatMap(portOf)));
    const ports = [...named, ...(target.namespace === 'kube-system' ? dnsPorts : []), anyPort];
    const each = [...new Map(ports.map((port) => [told(port), port])).values()];
    return actors
      .filter((source) => source !== target)
      .flatMap((source) => each.map((port) => ({ source, target, from: source.end, to: target.end, port })));
  });
}

/** Who reaches whom on what, as a table in Markdown that a person can read. */
export function reachTable(title: string, actors: readonly Actor[], allowed: readonly ActorQuestion[]): string {
  const rows = actors.flatMap((target) => {
    const here = allowed.filter((question) => question.target === target);
    const onAny = new Set(here.filter(({ port }) => port === anyPort).map(({ source }) => source));
    const sources = new Map<string, Actor[]>();
    for (const { source, port } of here) {
      if (source.namespace === target.namespace && onAny.has(source)) continue;
      if (port !== anyPort && onAny.has(source)) continue;
      const on = told(port);
      sources.set(on, [...(sources.get(on) ?? []), source]);
    }
    const ports = new Map<string, string[]>();
    for (const [on, by] of sources) {
      const names = summarised(by, actors).join(', ');
      ports.set(names, [...(ports.get(names) ?? []), on]);
    }
    return [...ports].map(([by, on]) => ({ target: target.name, on: on.join(', '), by }));
  });
  const reached = new Set(rows.map(({ target }) => target));
  const silent = actors.filter(({ name, namespace }) => namespace !== undefined && !reached.has(name));
  return `# Who may reach whom: ${title}

Made from the NetworkPolicies by cyclonus. Pods of one component may reach each other on any port; that is left out.

| reached | on | by |
|---|---|---|
${rows.map(({ target, on, by }) => `| ${target} | ${on} | ${by} |`).join('\n')}

Reached by nobody else: ${silent.map(({ name }) => name).join(', ')}.
`;
}

/** Names of sources; a namespace stands for all of its pods. */
function summarised(sources: readonly Actor[], actors: readonly Actor[]): readonly string[] {
  const namespaces = [...new Set(sources.map(({ namespace }) => namespace))];
  return namespaces.flatMap((namespace) => {
    const here = sources.filter((source) => source.namespace === namespace);
    const all = actors.filter((actor) => actor.namespace === namespace);
    return namespace !== undefined && here.length === all.length
      ? [`all of ${namespace}`]
      : here.map(({ name }) => name);
  });
}

/** The name of a port: `TCP 443`. */
export function told(port: Port): string {
  return port === anyPort ? 'any port' : `${port.protocol} ${port.port}`;
}

/** Labels of pods of a namespace that policies speak of, its own ones and those of others. */
function spokenOf(policies: readonly NetworkPolicy[], namespace: string, namespaceLabels: Labels): readonly Labels[] {
  const own = policies.filter(({ metadata }) => metadata?.namespace === namespace).map(({ spec }) => spec?.podSelector);
  const peers = policies
    .flatMap(({ spec }) => [
      ...(spec?.ingress ?? []).map(({ from }) => from),
      ...(spec?.egress ?? []).map(({ to }) => to),
    ])
    .flatMap((each) => each ?? [])
    .filter(({ namespaceSelector }) => isPart(namespaceSelector?.matchLabels ?? { none: 'named' }, namespaceLabels))
    .map(({ podSelector }) => podSelector);
  const labels = [...own, ...peers].map((selector) => selector?.matchLabels ?? {});
  return labels.filter((each) => Object.keys(each).length > 0);
}

function portOf({ port, protocol }: NetworkPolicyPort): readonly Port[] {
  return typeof port === 'number' ? [{ port, protocol: protocol === 'UDP' ? 'UDP' : 'TCP' }] : [];
}

function labelsOf(template: object): Labels {
  return (template as { metadata?: { labels?: Labels } }).metadata?.labels ?? {};
}

function isPart(labels: Labels, of: Labels): boolean {
  return Object.entries(labels).every(([key, value]) => of[key] === value);
}

/** Addresses of pods: policies for the world leave out the range of the pods first, then that of the Services. */
function addresses(policies: readonly NetworkPolicy[]): () => string {
  const rules = policies.flatMap(({ spec }) => spec?.egress ?? []).flatMap(({ to = [] }) => to);
  const range = rules.flatMap(({ ipBlock }) => ipBlock?.except ?? [])[0] ?? '10.244.0.0/16';
  const first = ipaddr.parseCIDR(range)[0].toByteArray();
  let count = 0;
  return () => {
    count += 1;
    const bytes = [...first.slice(0, -2), (first.at(-2) ?? 0) + (count >> 8), count & 255];
    return ipaddr.fromByteArray(bytes).toString();
  };
}
