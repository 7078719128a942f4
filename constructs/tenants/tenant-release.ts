import type { Construct } from 'constructs';
import { listContainers } from '../../src/definition/containers';
import { listImages } from '../../src/definition/pod-images';
import { useRegistryMirror } from '../applications/metadata';
import type { TenantPlan } from '../../src/kinds/tenant-plan';
import type { ClusterInfo } from '../../src/kinds/cluster-info';
import type { ObjectRelease, PodSecurity } from '../../src/kinds/release';
import { releaseNames } from '../../src/kinds/release-names';
import { listTenantAdditions } from '../../src/kinds/tenant-additions';
import { tryGetApiVersion } from '../../src/schema/kubernetes-api';
import { addAdditions } from '../applications/additions';
import { addObject } from '../kubernetes/object';
import { Application } from '../applications/application';
import { Job } from '../applications/job';
import { workloadEgressPods } from '../applications/network-policies';
import { renderTenantRestrictions } from './admission/restrictions';
import { TenantNamespace } from './tenant-namespace';
import { addPlatformAccessPolicies } from './platform-access';
import { Product } from './product';
import { listProductPods } from './product-network';

const podSecurityLevels: readonly PodSecurity[] = ['restricted', 'baseline', 'privileged'];

type ReleaseFiles = Record<string, (scope: Construct) => void>;

/**
 * Returns the release with all objects of one tenant on one cluster: a file with its namespaces, a file with its admission
 * policies, and one file for each application, job and product, and for each capability whose provider adds objects. Names of workloads begin with a letter and cannot collide
 * with the files whose names begin with a digit.
 * @example
 * for (const { tenants, clusterInfo } of language(kinds).plan(acme).clusters)
 *   for (const tenant of tenants) tenantRelease(tenant, clusterInfo).objects['web.yaml']?.(chart);
 */
export function tenantRelease(tenant: TenantPlan, cluster: ClusterInfo): ObjectRelease {
  const { name, namespaces } = tenant;
  return {
    name: releaseNames.tenant(name),
    // Helm stores its record of the release here: this namespace exists before, and the tenant cannot change it.
    namespace: 'kube-system',
    podSecurity:
      podSecurityLevels[Math.max(0, ...namespaces.map(({ podSecurity }) => podSecurityLevels.indexOf(podSecurity)))] ??
      'restricted',
    images: listTenantImages(tenant),
    ...(areFieldsChecked(tenant) ? { areFieldsChecked: true } : {}),
    objects: {
      ...isolationFiles(tenant, cluster),
      ...workloadFiles(tenant, cluster),
      ...objectAndProductFiles(tenant, cluster),
      ...additionFiles(tenant),
    },
  };
}

/**
 * Returns whether the fields of all objects are checked before they are applied. They are not where the tenant wrote
 * objects of kinds that the plan does not know, or a provider of a capability adds objects.
 */
function areFieldsChecked(tenant: TenantPlan): boolean {
  const isKnown = tenant.objects.every(({ apiVersion, kind }) => tryGetApiVersion(kind) === apiVersion);
  return isKnown && listTenantAdditions(tenant).every((addition) => addition.objects === undefined);
}

/**
 * Lists the images of a tenant: of its workloads with their sidecars and patches, of the pods in its objects, and of what
 * providers of capabilities add.
 */
function listTenantImages(tenant: TenantPlan): readonly string[] {
  const { applications, jobs, objects } = tenant;
  const workloadImages = [...applications, ...jobs].flatMap(({ name, options }) => [
    ...listContainers(name, options).map((container) => container.options.image),
    ...listImages(options.patch).map(({ image }) => image),
  ]);
  const addedImages = listTenantAdditions(tenant).flatMap(({ images = [] }) => images);
  return [...new Set([...workloadImages, ...listImages(objects).map(({ image }) => image), ...addedImages])].sort();
}

function isolationFiles(
  { name, members, limits, namespaces, ...tenant }: TenantPlan,
  cluster: ClusterInfo,
): ReleaseFiles {
  const pods = [
    ...[...tenant.applications, ...tenant.jobs].map(workloadEgressPods),
    ...tenant.products.flatMap(listProductPods),
  ];
  const callsPlatform = pods.some(({ egressTargets }) => egressTargets.some((target) => 'capability' in target));
  const annotations = renderTenantRestrictions(tenant, cluster);
  return {
    '00-namespaces.yaml': (scope) => {
      for (const namespace of namespaces)
        new TenantNamespace(scope, namespace.name, {
          ...namespace,
          tenant: name,
          members,
          limits,
          annotations,
          cluster,
        });
    },
    ...(callsPlatform
      ? {
          '02-platform-access.yaml': (scope: Construct) => {
            addPlatformAccessPolicies(scope, pods, cluster);
          },
        }
      : {}),
  };
}

function workloadFiles({ applications, jobs }: TenantPlan, cluster: ClusterInfo): ReleaseFiles {
  return Object.fromEntries([
    ...applications.map((plan) => [
      `${plan.name}.yaml`,
      (scope: Construct) => new Application(scope, plan.name, { plan, cluster }),
    ]),
    ...jobs.map((plan) => [`${plan.name}.yaml`, (scope: Construct) => new Job(scope, plan.name, { plan, cluster })]),
  ]) as ReleaseFiles;
}

function objectAndProductFiles({ objects, products }: TenantPlan, cluster: ClusterInfo): ReleaseFiles {
  const addObjects = (scope: Construct) => {
    for (const { metadata, ...object } of objects) {
      const id = `${object.apiVersion}-${object.kind}-${metadata.namespace}-${metadata.name}`.replaceAll('/', '-');
      // What the tenant's owners wrote is not changed, except that images come from the mirror.
      addObject(scope, id, { ...useRegistryMirror(object, cluster), metadata }, { keepEmptyLists: true });
    }
  };
  return {
    ...(objects.length > 0 ? { '03-objects.yaml': addObjects } : {}),
    ...Object.fromEntries(
      products.map((plan) => [
        `04-product-${plan.name}.yaml`,
        (scope: Construct) => {
          new Product(scope, plan.name, { plan, cluster });
        },
      ]),
    ),
  };
}

/** Returns a file for each capability whose provider adds objects for the tenant. */
function additionFiles({ additions }: TenantPlan): ReleaseFiles {
  return Object.fromEntries(
    Object.entries(additions)
      .filter(([, { objects }]) => objects !== undefined)
      .map(([capability, addition]) => [
        `05-${capability}.yaml`,
        (scope: Construct) => {
          addAdditions(scope, [addition]);
        },
      ]),
  );
}
