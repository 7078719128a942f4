import type { Construct } from 'constructs';
import type { PersistentVolumeClaimSpec } from 'kubernetes-types/core/v1';
import type { TenantPlan } from '../../../src/kinds/tenant-plan';
import type { ApplicationPlan, JobPlan } from '../../../src/kinds/workload-plan';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { tenantLabel } from '../../../src/kinds/labels';
import { error, type PathSegment, type Problem } from '../../../src/schema/problem';
import { Application } from '../../applications/application';
import { Job } from '../../applications/job';
import { renderObjects } from '../../kubernetes/manifest';
import { listAdmissionPolicies } from '.';
import { resolveAdmissionOptions } from './options';
import { evaluateAdmission, type AdmissionObject } from './evaluate';
import { evaluateClaimLimits, evaluatePodLimits } from './limit-range';
import { evaluatePodSecurity, type PodTemplate } from './pod-security';
import { renderTenantRestrictions } from './restrictions';

/**
 * Evaluates the admission policies, the Pod Security Standards and the LimitRange on what a tenant writes by itself: its objects, and the
 * objects of workloads that it patches. Everything else is Plinth's own and passes.
 */
export function checkAdmission(tenant: TenantPlan, cluster: ClusterInfo): readonly Problem[] {
  const annotations = renderTenantRestrictions(tenant, cluster);
  // The exemption of cert-manager's pods does not apply to what tenants write.
  const policies = listAdmissionPolicies({ ...resolveAdmissionOptions(cluster), solverNamespace: undefined });
  const check = (object: AdmissionObject, path: readonly PathSegment[], fix: string): readonly Problem[] => {
    const name = object.metadata.namespace ?? tenant.name;
    const namespace = { metadata: { name, labels: { [tenantLabel]: tenant.name }, annotations } };
    const refused = (kind: string, message: string) =>
      error(path, undefined, `the API server would refuse the ${kind} '${object.metadata.name}': ${message}`, fix);
    const level = tenant.namespaces.find((planned) => planned.name === name)?.podSecurity ?? 'restricted';
    const pod = tryGetPodTemplate(object);
    const violations = pod ? evaluatePodSecurity(pod, { level, kubernetes: cluster.kubernetes }) : [];
    return [
      ...listAdmissionObjects(object).flatMap((evaluated) =>
        evaluateAdmission(policies, evaluated, namespace).map((message) => refused(evaluated.kind, message)),
      ),
      ...listExcesses(object, tenant.limits).map(({ kind, message }) => refused(kind, message)),
      ...(violations.length > 0
        ? [refused('Pod', `Pod Security '${level}' of namespace '${name}': ${violations.join('; ')}`)]
        : []),
    ];
  };
  const workloads = [...tenant.applications, ...tenant.jobs].filter(({ options }) => options.patch !== undefined);
  return [
    ...workloads.flatMap((plan) => {
      const path = ['tenants', tenant.name, 'applications', plan.name, 'patch'];
      const objects = renderObjects((scope) => {
        addWorkload(scope, plan, cluster);
      }) as readonly AdmissionObject[];
      return objects.flatMap((object) =>
        check(
          object,
          path,
          `remove what is refused from the patch, or permit it by an option of tenants.${tenant.name} (docs/tenants.md#admission-policies)`,
        ),
      );
    }),
    ...tenant.objects.flatMap((object, index) =>
      check(
        object as AdmissionObject,
        ['tenants', tenant.name, 'objects', index],
        `change the object, or permit it by an option of tenants.${tenant.name} (docs/tenants.md#admission-policies)`,
      ),
    ),
  ];
}

/** Lists what exceeds the LimitRange of the tenant: of an object, and of the pods and volume claims that it leads to. */
function listExcesses(object: AdmissionObject, limits: TenantPlan['limits']) {
  if (limits === undefined) return [];
  const pod = tryGetPodTemplate(object)?.spec;
  const claims = listAdmissionObjects(object).filter(({ kind }) => kind === 'PersistentVolumeClaim');
  return [
    ...(pod ? evaluatePodLimits(pod, limits) : []).map((message) => ({ kind: 'Pod', message })),
    ...claims.flatMap(({ kind, spec }) =>
      evaluateClaimLimits(spec as PersistentVolumeClaimSpec, limits).map((message) => ({ kind, message })),
    ),
  ];
}

function addWorkload(scope: Construct, plan: ApplicationPlan | JobPlan, cluster: ClusterInfo): void {
  if ('scale' in plan) new Application(scope, plan.name, { plan, cluster });
  else new Job(scope, plan.name, { plan, cluster });
}

interface WorkloadSpec {
  readonly template?: Partial<PodTemplate>;
  readonly jobTemplate?: { readonly spec?: WorkloadSpec };
  readonly volumeClaimTemplates?: readonly object[];
}

/** Returns the pod of an object: the object itself, or the template that a controller creates pods of. */
function tryGetPodTemplate(object: AdmissionObject): PodTemplate | undefined {
  const spec = (object.spec ?? {}) as WorkloadSpec;
  const template =
    object.kind === 'Pod' ? (object as Partial<PodTemplate>) : (spec.jobTemplate?.spec?.template ?? spec.template);
  return Array.isArray(template?.spec?.containers) ? (template as PodTemplate) : undefined;
}

/** An object with the pods and volume claims that controllers create of it. */
function listAdmissionObjects(object: AdmissionObject): readonly AdmissionObject[] {
  const spec = (object.spec ?? {}) as WorkloadSpec;
  const template = tryGetPodTemplate(object);
  const podSpec = template?.spec;
  const created = (apiVersion: string, kind: string, fields: object, metadata?: object): AdmissionObject => ({
    ...fields,
    apiVersion,
    kind,
    metadata: { ...metadata, name: object.metadata.name },
  });
  return [
    object,
    ...(podSpec === undefined || object.kind === 'Pod'
      ? []
      : [created('v1', 'Pod', { spec: podSpec }, template?.metadata)]),
    ...(spec.volumeClaimTemplates ?? []).map((claim) =>
      created('v1', 'PersistentVolumeClaim', claim, (claim as Partial<AdmissionObject>).metadata),
    ),
    ...(podSpec?.volumes ?? []).flatMap(({ ephemeral }) =>
      ephemeral?.volumeClaimTemplate
        ? [
            created(
              'v1',
              'PersistentVolumeClaim',
              ephemeral.volumeClaimTemplate,
              ephemeral.volumeClaimTemplate.metadata,
            ),
          ]
        : [],
    ),
  ];
}
