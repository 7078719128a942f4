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
import { podSecurityLabels } from '../kubernetes/pod-security';
import { dnsEgressRule } from '../kubernetes/network-policies';
import { renderRestrictions } from './admission/restrictions';
import { addHttp01SolverPolicy } from './http01-challenge';

/** Properties of a `TenantNamespace`. */
export interface TenantNamespaceProps {
  /**
   * Name of the namespace.
   * @default the construct's id
   */
  readonly name?: string;
  /** Name of the tenant. */
  readonly tenant: string;
  /**
   * Groups with their ClusterRole in the namespace, such as `edit` for owners and `view` for viewers.
   * @default none
   */
  readonly members?: readonly TenantMember[];
  /**
   * Pod Security Standard of the namespace.
   * @default 'restricted'
   */
  readonly podSecurity?: PodSecurity;
  /**
   * Limits of the total requests of pods and PersistentVolumeClaims.
   * @default no limit
   */
  readonly quota?: Quota | undefined;
  /**
   * Default and maximum resources of each container, and maximum size of each PersistentVolumeClaim.
   * @default requests and memory limit of an application, without maxima
   */
  readonly limits?: Limits | undefined;
  /**
   * Restrictions of the tenant, as annotations that the admission policies of the cluster read.
   * @default no host, any registry and StorageClass, the secret store `default`
   */
  readonly annotations?: Readonly<Record<string, string>>;
  /**
   * @default a cluster with the default Kubernetes version and without capabilities
   */
  readonly cluster?: ClusterInfo;
}

/**
 * An isolated namespace of a tenant: its Pod Security Standard, default deny of ingress and egress except DNS, quota, limits
 * and the roles of its members.
 * @example
 * new TenantNamespace(chart, 'shop', { tenant: 'shop', members: [{ group: 'shop-devs', role: 'edit' }], quota: { cpu: 20, memoryGiB: 64 } });
 */
export class TenantNamespace extends Construct {
  constructor(scope: Construct, id: string, props: TenantNamespaceProps) {
    super(scope, id);
    const { name = id, tenant, members = [], podSecurity = 'restricted', quota } = props;
    const cluster = props.cluster ?? clusterInfo();
    const labels = { 'app.kubernetes.io/managed-by': 'plinth', [tenantLabel]: tenant };
    const metadata = (objectName: string) => ({ name: objectName, namespace: name, labels });

    addObject<Namespace>(this, 'Default', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name,
        labels: { ...labels, ...podSecurityLabels(podSecurity, cluster.kubernetes) },
        // The data of a removed tenant is retained until a person deletes the namespace.
        annotations: {
          ...(props.annotations ?? renderRestrictions({ hosts: [], priorityClasses: [] })),
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
    // A quota requires requests and limits of every container: these are the defaults of those that declare none.
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

/** Formats a quantity in the API server's canonical form, which prevents diffs: an integer, if need be of a smaller unit. */
function formatQuantity(amount: number, unit: string, smallerUnit: string, factor: number): string {
  return Number.isInteger(amount) ? `${amount}${unit}` : `${Math.floor(amount * factor)}${smallerUnit}`;
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
