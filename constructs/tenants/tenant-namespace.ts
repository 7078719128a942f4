import { Construct } from 'constructs';
import type { LimitRange, LimitRangeItem, Namespace, ResourceQuota } from 'kubernetes-types/core/v1';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import type { RoleBinding } from 'kubernetes-types/rbac/v1';
import type { TenantMember } from '../../src/kinds/cluster-plan';
import { clusterInfo, type ClusterInfo } from '../../src/kinds/cluster-info';
import { tenantLabel } from '../../src/kinds/labels';
import type { PodSecurity } from '../../src/kinds/release';
import type { Limits, Quota } from '../../src/definition/tenant';
import { addObject } from '../kubernetes/object';
import { dnsEgressRule } from '../kubernetes/network-policies';
import { addHttp01SolverPolicy } from './http01-challenge';

/** What a tenant's namespace is made of. */
export interface TenantNamespaceProps {
  /**
   * Name of the namespace.
   * @default the construct's id
   */
  readonly name?: string;
  /** Whose it is. */
  readonly tenant: string;
  /**
   * Groups, each with the ClusterRole that it has in it, such as `edit` for those who own it and `view` for guests.
   * @default none
   */
  readonly members?: readonly TenantMember[];
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
   * What its containers and claims get and may ask for.
   * @default what an application gets
   */
  readonly limits?: Limits | undefined;
  /**
   * What is known of the cluster.
   * @default facts of a cluster of the newest Kubernetes
   */
  readonly cluster?: ClusterInfo;
}

/**
 * A namespace that keeps its tenant apart: pods are restricted, nothing reaches in or out but what a further policy
 * allows, and only its owners may edit what is in it.
 * @example
 * new TenantNamespace(chart, 'shop', { tenant: 'shop', members: [{ group: 'shop-devs', role: 'edit' }], quota: { cpu: 20, memoryGiB: 64 } });
 */
export class TenantNamespace extends Construct {
  constructor(scope: Construct, id: string, props: TenantNamespaceProps) {
    super(scope, id);
    const { name = id, tenant, members = [], podSecurity = 'restricted', quota } = props;
    const cluster = props.cluster ?? clusterInfo();
    const labels = { 'app.kubernetes.io/managed-by': 'plinth', [tenantLabel]: tenant };
    const metadata = (of: string) => ({ name: of, namespace: name, labels });

    addObject<Namespace>(this, 'Default', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name,
        labels: { ...labels, ...podSecurityLabels(podSecurity, cluster.kubernetes) },
        // A tenant that goes keeps its data until a person deletes the namespace.
        annotations: {
          'helm.sh/resource-policy': 'keep',
          'argocd.argoproj.io/sync-options': 'Prune=false,Delete=false',
        },
      },
    });
    if (quota && Object.keys(quota).length > 0) {
      addObject<ResourceQuota>(this, 'Quota', {
        apiVersion: 'v1',
        kind: 'ResourceQuota',
        metadata: metadata('quota'),
        spec: { hard: renderHardLimits(quota) },
      });
    }
    // A quota refuses pods that do not say what they need, so what says nothing gets the defaults of an application.
    addObject<LimitRange>(this, 'Limits', {
      apiVersion: 'v1',
      kind: 'LimitRange',
      metadata: metadata('defaults'),
      spec: { limits: renderLimitRangeItems(props.limits) },
    });
    for (const role of new Set(members.map((member) => member.role))) {
      addObject<RoleBinding>(this, `Role-${role}`, {
        apiVersion: 'rbac.authorization.k8s.io/v1',
        kind: 'RoleBinding',
        metadata: metadata(`tenant-${role}`),
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
        subjects: members
          .filter((member) => member.role === role)
          .map(({ group }) => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: group })),
      });
    }
    addObject<NetworkPolicy>(this, 'DefaultDeny', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: metadata('default-deny'),
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
    });
    addObject<NetworkPolicy>(this, 'AllowDns', {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: metadata('allow-dns'),
      spec: { podSelector: {}, policyTypes: ['Egress'], egress: [dnsEgressRule] },
    });
    addHttp01SolverPolicy(this, metadata('allow-certificates'), cluster);
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

function renderHardLimits({ cpu, memoryGiB, storageGiB, pods }: Quota): Record<string, string> {
  return {
    ...(cpu === undefined ? {} : { 'requests.cpu': formatQuantity(cpu, '', 'm', 1000) }),
    ...(memoryGiB === undefined
      ? {}
      : {
          'requests.memory': formatQuantity(memoryGiB, 'Gi', 'Mi', 1024),
          'limits.memory': formatQuantity(memoryGiB, 'Gi', 'Mi', 1024),
        }),
    ...(storageGiB === undefined ? {} : { 'requests.storage': formatQuantity(storageGiB, 'Gi', 'Mi', 1024) }),
    ...(pods === undefined ? {} : { pods: String(pods) }),
  };
}

/** An amount as the API server writes it itself, so that nothing seems to differ: whole, or in the next smaller unit. */
function formatQuantity(amount: number, unit: string, smaller: string, factor: number): string {
  return Number.isInteger(amount) ? `${amount}${unit}` : `${Math.floor(amount * factor)}${smaller}`;
}

function renderLimitRangeItems(limits: Limits | undefined): LimitRangeItem[] {
  const { cpu = '200m', memory = '256Mi', memoryLimit = '512Mi', maxCpu, maxMemory, maxStorage } = limits ?? {};
  const max = {
    ...(maxCpu === undefined ? {} : { cpu: maxCpu }),
    ...(maxMemory === undefined ? {} : { memory: maxMemory }),
  };
  return [
    {
      type: 'Container',
      default: { memory: memoryLimit },
      defaultRequest: { cpu, memory },
      ...(Object.keys(max).length > 0 ? { max } : {}),
    },
    ...(maxStorage === undefined ? [] : [{ type: 'PersistentVolumeClaim', max: { storage: maxStorage } }]),
  ];
}
