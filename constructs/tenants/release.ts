import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { TenantPlan } from '../../src/model/cluster-plan';
import { mirrored, tryGetEndpoint, type ClusterFacts } from '../../src/model/facts';
import type { ObjectRelease, PodSecurity } from '../../src/model/release';
import { releaseNames } from '../../src/model/release-names';
import { Application } from '../applications/application';
import { Job } from '../applications/job';
import { TenantAdmission } from './admission';
import { provesByHttp } from './isolation';
import { TenantNamespace } from './namespace';
import { tenantObservability } from './observability';
import { drawPlatformAccess } from './platform-access';
import { Product } from './product';

const admission = '01-admission.yaml';

const levels: readonly PodSecurity[] = ['restricted', 'baseline', 'privileged'];

type Files = Record<string, (scope: Construct) => void>;

/**
 * Everything of one tenant on one cluster as a release: files with its namespaces and what is refused to it, and one for
 * each application, job and product. Names of workloads begin with a letter, so those with a digit are ours.
 * @example
 * for (const { tenants, facts } of language(kinds).plan(acme).clusters)
 *   for (const tenant of tenants) tenantRelease(tenant, facts).objects['web.yaml']?.(chart);
 */
export function tenantRelease(tenant: TenantPlan, facts: ClusterFacts): ObjectRelease {
  const { name, namespaces, applications, jobs } = tenant;
  return {
    name: releaseNames.tenant(name),
    judge: { file: admission, release: releaseNames.rules(name) },
    // Helm keeps its records where the release goes: neither in a namespace that is yet to be made, nor in the tenant's hands.
    namespace: 'kube-system',
    podSecurity:
      levels[Math.max(0, ...namespaces.map(({ podSecurity }) => levels.indexOf(podSecurity)))] ?? 'restricted',
    images: [...new Set([...applications, ...jobs].map(({ options }) => options.image))].sort(),
    objects: {
      ...boundaryFiles(tenant, facts),
      ...workloadFiles(tenant, facts),
      ...ownFiles(tenant, facts),
      ...tenantObservability(tenant, facts),
    },
  };
}

function boundaryFiles({ name, members, limits, namespaces, ...tenant }: TenantPlan, facts: ClusterFacts): Files {
  const workloads = [...tenant.applications, ...tenant.jobs];
  const callsPlatform = workloads.some(({ outside }) => outside.some((call) => 'capability' in call));
  const registries = tenant.admission.registries?.flatMap((registry) => withMirror(registry, facts));
  return {
    '00-namespaces.yaml': (scope) => {
      for (const namespace of namespaces)
        new TenantNamespace(scope, namespace.name, { ...namespace, tenant: name, members, limits, facts });
    },
    [admission]: (scope: Construct) => {
      new TenantAdmission(scope, 'admission', {
        ...tenant.admission,
        registries,
        tenant: name,
        nodes: tenant.nodes,
        certificatesFrom: provesByHttp(facts) ? tryGetEndpoint(facts, 'certificates')?.namespace : undefined,
      });
    },
    ...(callsPlatform
      ? {
          '02-platform-access.yaml': (scope: Construct) => {
            drawPlatformAccess(scope, workloads, facts);
          },
        }
      : {}),
  };
}

function workloadFiles({ applications, jobs }: TenantPlan, facts: ClusterFacts): Files {
  return Object.fromEntries([
    ...applications.map((plan) => [
      `${plan.name}.yaml`,
      (scope: Construct) => new Application(scope, plan.name, { plan, facts }),
    ]),
    ...jobs.map((plan) => [`${plan.name}.yaml`, (scope: Construct) => new Job(scope, plan.name, { plan, facts })]),
  ]) as Files;
}

function ownFiles({ objects, products }: TenantPlan, facts: ClusterFacts): Files {
  const argoCdNamespace = tryGetEndpoint(facts, 'delivery')?.namespace ?? 'argocd';
  const drawObjects = (scope: Construct) => {
    for (const { metadata, ...object } of objects) {
      const id = `${object.apiVersion}-${object.kind}-${metadata.namespace}-${metadata.name}`.replaceAll('/', '-');
      new ApiObject(scope, id, { ...object, metadata });
    }
  };
  return {
    ...(objects.length > 0 ? { '03-objects.yaml': drawObjects } : {}),
    ...Object.fromEntries(
      products.map((plan) => [
        `04-product-${plan.name}.yaml`,
        (scope: Construct) => {
          new Product(scope, plan.name, { plan, argoCdNamespace });
        },
      ]),
    ),
  };
}

/** A registry as it is written, and as the mirror serves it. */
function withMirror(registry: string, facts: ClusterFacts): readonly string[] {
  const served = mirrored(facts, `${registry}/image`).slice(0, -'/image'.length);
  return served === registry ? [registry] : [registry, served];
}
