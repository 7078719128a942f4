import { Construct } from 'constructs';
import { z } from 'zod';
import type { LimitRange, LimitRangeItem, Namespace, ResourceQuota } from 'kubernetes-types/core/v1';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import type { RoleBinding } from 'kubernetes-types/rbac/v1';
import type { TenantMember } from '../../src/kinds/tenant-plan';
import { clusterInfo, type ClusterInfo } from '../../src/kinds/cluster-info';
import { suspendedLabel, tenantObjectLabels } from '../../src/kinds/labels';
import type { PodSecurity } from '../../src/kinds/release';
import {
  defaultQuota,
  limitsSchema,
  podSecuritySchema,
  quotaSchema,
  type Limits,
  type Quota,
} from '../../src/definition/tenant';
import { defaultResources } from '../../src/definition/workload';
import { dnsLabel, list } from '../../src/schema/field-types';
import { parseOptions } from '../../src/schema/parse-options';
import { otherObjectKinds, quotaResources, type QuotaResource } from '../../src/planning/quota';
import { addObject } from '../kubernetes/object';
import { podSecurityLabels } from '../kubernetes/pod-security';
import { renderRetention } from '../kubernetes/retention';
import { dnsEgressRule } from '../kubernetes/network-policies';
import { renderRestrictions, restrictionAnnotation } from './admission/restrictions';
import { addHttp01SolverPolicy, tryGetHttp01SolverNamespace } from '../kubernetes/http01-challenge';

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
   * Limits of the total requests of pods and PersistentVolumeClaims, and of the number of objects.
   * @default `defaultQuota`, also for each resource that is not set
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
   * Cluster of the namespace.
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
  /** @throws DefinitionError with all errors of the properties, as `plinth check` reports them */
  constructor(scope: Construct, id: string, props: TenantNamespaceProps) {
    super(scope, id);
    const { annotations: _annotations, cluster: _cluster, ...options } = props;
    parseOptions(namespaceOptionsSchema, { name: id, ...options }, `namespace '${props.name ?? id}'`);
    const { name = id, tenant, members = [], podSecurity = 'restricted' } = props;
    const cluster = props.cluster ?? clusterInfo();
    const labels = { ...tenantObjectLabels(tenant) };
    const annotations = props.annotations ?? renderRestrictions({ hosts: [], priorityClasses: [] });
    const isSuspended = (annotations[restrictionAnnotation('suspended-groups')] ?? '') !== '';
    const metadata = (objectName: string) => ({ name: objectName, namespace: name, labels });

    addObject<Namespace>(this, 'Default', {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: {
        name,
        labels: {
          ...labels,
          ...(isSuspended ? { [suspendedLabel]: 'true' } : {}),
          ...podSecurityLabels(podSecurity, cluster.kubernetes),
        },
        // The data of a removed tenant is retained until a person deletes the namespace.
        annotations: {
          ...annotations,
          ...renderRetention().annotations,
        },
      },
    });
    addObject<ResourceQuota>(this, 'Quota', {
      apiVersion: 'v1',
      kind: 'ResourceQuota',
      metadata: metadata('quota'),
      spec: {
        hard: {
          ...renderHardLimits({ ...defaultQuota, ...props.quota }),
          // As the admission policies: tenants are reached by Ingresses. The Service of a challenge has a node port.
          'services.loadbalancers': '0',
          ...(tryGetHttp01SolverNamespace(cluster) === undefined ? { 'services.nodeports': '0' } : {}),
        },
      },
    });
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
      spec: { podSelector: {}, policyTypes: ['Egress'], egress: [dnsEgressRule(cluster)] },
    });
    addHttp01SolverPolicy(this, metadata('allow-certificates'), cluster);
  }
}

const namespaceOptionsSchema = z.strictObject({
  name: dnsLabel,
  tenant: dnsLabel,
  members: list(z.strictObject({ group: z.string().min(1), role: z.string().min(1) })).optional(),
  podSecurity: podSecuritySchema.optional(),
  quota: quotaSchema.optional(),
  limits: limitsSchema.optional(),
});

/** Names of the resources in a ResourceQuota, with their units. */
const quotaNames: Readonly<Record<QuotaResource, { readonly names: readonly string[]; readonly unit: string }>> = {
  cpu: { names: ['requests.cpu'], unit: '' },
  memoryGiB: { names: ['requests.memory', 'limits.memory'], unit: 'Gi' },
  storageGiB: { names: ['requests.storage'], unit: 'Gi' },
  ephemeralStorageGiB: { names: ['requests.ephemeral-storage', 'limits.ephemeral-storage'], unit: 'Gi' },
  pods: { names: ['pods'], unit: '' },
  services: { names: ['services'], unit: '' },
  configMaps: { names: ['configmaps'], unit: '' },
  secrets: { names: ['secrets'], unit: '' },
  volumeClaims: { names: ['persistentvolumeclaims'], unit: '' },
  otherObjects: { names: [...otherObjectKinds.values()].map((resource) => `count/${resource}`), unit: '' },
};

/** ReplicaSets that a Deployment has: the current one, and the ten previous ones that Kubernetes keeps. */
const replicaSetsOfDeployment = 11;

/** @see https://kubernetes.io/docs/concepts/policy/resource-quotas/ */
function renderHardLimits(quota: Quota): Record<string, string> {
  const { otherObjects } = quota;
  const limits = quotaResources.flatMap((resource) => {
    const amount = quota[resource];
    const { names, unit } = quotaNames[resource];
    if (amount === undefined) return [];
    return names.map((name) => [name, formatQuantity(amount, unit)]);
  });
  return Object.fromEntries([
    ...limits,
    ...(otherObjects === undefined
      ? []
      : [['count/replicasets.apps', formatQuantity(otherObjects * replicaSetsOfDeployment, '')]]),
  ]) as Record<string, string>;
}

/** Formats a quantity in the API server's canonical form, which prevents diffs: an integer, if need be of a smaller unit. */
function formatQuantity(amount: number, unit: string): string {
  if (Number.isInteger(amount)) return `${amount}${unit}`;
  return unit === 'Gi' ? `${Math.floor(amount * 1024)}Mi` : `${Math.floor(amount * 1000)}m`;
}

function renderLimitRangeItems(limits: Limits | undefined): LimitRangeItem[] {
  const { maxCpu, maxMemory, maxStorage } = limits ?? {};
  const { cpu, memory, memoryLimit, disk, diskLimit } = { ...defaultResources, ...limits };
  const max = {
    ...(maxCpu === undefined ? {} : { cpu: maxCpu }),
    ...(maxMemory === undefined ? {} : { memory: maxMemory }),
  };
  return [
    {
      type: 'Container',
      default: { memory: memoryLimit, 'ephemeral-storage': diskLimit },
      defaultRequest: { cpu, memory, 'ephemeral-storage': disk },
      ...(Object.keys(max).length > 0 ? { max } : {}),
    },
    ...(maxStorage === undefined ? [] : [{ type: 'PersistentVolumeClaim', max: { storage: maxStorage } }]),
  ];
}
