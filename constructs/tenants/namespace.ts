import { Construct } from 'constructs';
import type { LimitRange, Namespace, ResourceQuota } from 'kubernetes-types/core/v1';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import type { RoleBinding } from 'kubernetes-types/rbac/v1';
import { clusterFacts, type ClusterFacts } from '../../src/model/facts';
import { tenantLabel } from '../../src/model/labels';
import type { PodSecurity } from '../../src/model/release';
import type { Quota } from '../../src/model/tenant';
import { draw } from '../kubernetes-object';
import { toDns } from './isolation';

/** What a tenant's namespace is made of. */
export interface TenantNamespaceProps {
  /**
   * Name of the namespace.
   * @default the construct's id
   */
  readonly name?: string;
  /** Whose it is. */
  readonly tenant: string;
  /** Groups that may edit what is in it. */
  readonly owners?: readonly string[];
  /** Groups that may look at what is in it, Secrets excepted. */
  readonly viewers?: readonly string[];
  /**
   * How much its pods may do.
   * @default 'restricted'
   */
  readonly podSecurity?: PodSecurity;
  /**
   * How much its pods and claims may ask for.
   * @default no limit
   */
  readonly quota?: Quota | undefined;
  /**
   * What is known of the cluster.
   * @default facts of a cluster of the newest Kubernetes
   */
  readonly facts?: ClusterFacts;
}

/**
 * A namespace that keeps its tenant apart: pods are restricted, nothing reaches in or out but what a further policy
 * allows, and only its owners may edit what is in it.
 * @example
 * new TenantNamespace(chart, 'shop', { tenant: 'shop', owners: ['shop-devs'], quota: { cpu: 20, memoryGiB: 64 } });
 */
export class TenantNamespace extends Construct {
  constructor(scope: Construct, id: string, props: TenantNamespaceProps) {
    super(scope, id);
    const { name = id, tenant, owners = [], viewers = [], podSecurity = 'restricted', quota } = props;
    const { kubernetes } = props.facts ?? clusterFacts();
    const labels = { 'app.kubernetes.io/managed-by': 'plinth', [tenantLabel]: tenant };
    const metadata = (of: string) => ({ name: of, namespace: name, labels });

    draw<Namespace>(this, 'Default', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name,
        labels: { ...labels, ...podSecurityLabels(podSecurity, kubernetes) },
        // A tenant that goes keeps its data until a person deletes the namespace.
        annotations: {
          'helm.sh/resource-policy': 'keep',
          'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
        },
      },
    });
    if (quota && Object.keys(quota).length > 0) {
      draw<ResourceQuota>(this, 'Quota', {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: metadata('quota'),
        spec: { hard: hardLimits(quota) },
      });
    }
    // A quota refuses pods that do not say what they need, so what says nothing gets the defaults of an application.
    draw<LimitRange>(this, 'Limits', {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: metadata('defaults'),
      spec: {
        limits: [{ type: 'Container', default: { memory: '512Mi' }, defaultRequest: { cpu: '200m', memory: '256Mi' } }],
      },
    });
    this.bind('Owners', 'owners', 'edit', owners, metadata('owners'));
    this.bind('Viewers', 'viewers', 'view', viewers, metadata('viewers'));
    draw<NetworkPolicy>(this, 'DefaultDeny', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: metadata('default-deny'),
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    });
    draw<NetworkPolicy>(this, 'AllowDns', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: metadata('allow-dns'),
      spec: { podSelector: {}, policyTypes: ['Egress'], egress: [toDns] },
    });
  }

  private bind(
    id: string,
    name: string,
    role: string,
    groups: readonly string[],
    metadata: { name: string; namespace: string },
  ): void {
    if (groups.length === 0) return;
    draw<RoleBinding>(this, id, {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'RoleBinding',
      metadata: { ...metadata, name },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
      subjects: groups.map((group) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: group })),
    });
  }
}

/** @see https://kubernetes.io/docs/tasks/configure-pod-container/enforce-standards-namespace-labels/ */
function podSecurityLabels(level: PodSecurity, kubernetes: string): Readonly<Record<string, string>> {
  return Object.fromEntries(
    ['enforce', 'audit', 'warn'].flatMap((mode) => [
      [`pod-security.kubernetes.io/${mode}`, level],
      [`pod-security.kubernetes.io/${mode}-version`, `v${kubernetes}`],
    ]),
  );
}

function hardLimits({ cpu, memoryGiB, storageGiB, pods }: Quota): Record<string, string> {
  return {
    ...(cpu === undefined ? {} : { 'requests.cpu': String(cpu) }),
    ...(memoryGiB === undefined ? {} : { 'requests.memory': `${memoryGiB}Gi`, 'limits.memory': `${memoryGiB}Gi` }),
    ...(storageGiB === undefined ? {} : { 'requests.storage': `${storageGiB}Gi` }),
    ...(pods === undefined ? {} : { pods: String(pods) }),
  };
}
