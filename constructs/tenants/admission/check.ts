import type { Construct } from 'constructs';
import type { ApplicationPlan, JobPlan, TenantPlan } from '../../../src/kinds/cluster-plan';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { tenantLabel } from '../../../src/kinds/labels';
import { error, type PathSegment, type Problem } from '../../../src/schema/problem';
import { Application } from '../../applications/application';
import { Job } from '../../applications/job';
import { renderObjects } from '../../kubernetes/manifest';
import { listAdmissionPolicies } from '.';
import { evaluateAdmission, type AdmissionObject } from './evaluate';
import { renderTenantRestrictions } from './restrictions';

// Without `solverNamespace`: the exemption of cert-manager's pods does not apply to what tenants write.
const policies = listAdmissionPolicies({});

/**
 * Evaluates the admission policies on what a tenant writes by itself: its objects, and the objects of workloads that it
 * patches. Everything else is Plinth's own and passes.
 */
export function checkAdmission(tenant: TenantPlan, cluster: ClusterInfo): readonly Problem[] {
  const annotations = renderTenantRestrictions(tenant, cluster);
  const check = (object: AdmissionObject, path: readonly PathSegment[], fix: string): readonly Problem[] => {
    const name = object.metadata.namespace ?? tenant.name;
    const namespace = { metadata: { name, labels: { [tenantLabel]: tenant.name }, annotations } };
    return listAdmissionObjects(object).flatMap((evaluated) =>
      evaluateAdmission(policies, evaluated, namespace).map((message) =>
        error(
          path,
          undefined,
          `the API server would refuse the ${evaluated.kind} '${object.metadata.name}': ${message}`,
          fix,
        ),
      ),
    );
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

function addWorkload(scope: Construct, plan: ApplicationPlan | JobPlan, cluster: ClusterInfo): void {
  if ('scale' in plan) new Application(scope, plan.name, { plan, cluster });
  else new Job(scope, plan.name, { plan, cluster });
}

interface PodSpec {
  readonly volumes?: readonly { readonly ephemeral?: { readonly volumeClaimTemplate?: object } }[];
}

interface WorkloadSpec {
  readonly template?: { readonly spec?: PodSpec };
  readonly jobTemplate?: { readonly spec?: WorkloadSpec };
  readonly volumeClaimTemplates?: readonly object[];
}

/** An object with the pods and volume claims that controllers create of it. */
function listAdmissionObjects(object: AdmissionObject): readonly AdmissionObject[] {
  const spec = (object.spec ?? {}) as WorkloadSpec & PodSpec;
  const podSpec = object.kind === 'Pod' ? spec : (spec.jobTemplate?.spec?.template?.spec ?? spec.template?.spec);
  const created = (apiVersion: string, kind: string, fields: object): AdmissionObject => ({
    ...fields,
    apiVersion,
    kind,
    metadata: object.metadata,
  });
  return [
    object,
    ...(podSpec === undefined || object.kind === 'Pod' ? [] : [created('v1', 'Pod', { spec: podSpec })]),
    ...(spec.volumeClaimTemplates ?? []).map((claim) => created('v1', 'PersistentVolumeClaim', claim)),
    ...(podSpec?.volumes ?? []).flatMap(({ ephemeral }) =>
      ephemeral?.volumeClaimTemplate ? [created('v1', 'PersistentVolumeClaim', ephemeral.volumeClaimTemplate)] : [],
    ),
  ];
}
