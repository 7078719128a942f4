import type { ClusterInfo } from '../../src/kinds/cluster-info';
import type { TenantPlan } from '../../src/kinds/tenant-plan';
import { apiGroup } from '../../src/definition/tenant-kinds';
import { error, type PathSegment, type Problem } from '../../src/schema/problem';
import { renderObjects } from '../kubernetes/manifest';
import { tenantRelease } from './tenant-release';

interface GeneratedObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/**
 * Checks that no two objects of a tenant have the same kind, namespace and name: the second would replace the first, such
 * as the NetworkPolicy of an application that of a database server. Names that Plinth derives from those of the definition
 * can only be equal where a provider of a capability adds objects, or the tenant writes its own.
 */
export function checkGeneratedNames(tenant: TenantPlan, cluster: ClusterInfo): readonly Problem[] {
  const { applications, jobs, objects, additions } = tenant;
  const allAdditions = [
    ...[...applications, ...jobs].flatMap((workload) => workload.additions),
    ...Object.values(additions),
  ];
  if (objects.length === 0 && allAdditions.every((addition) => addition.objects === undefined)) return [];
  const files = new Map<string, string>();
  return Object.entries(tenantRelease(tenant, cluster).objects).flatMap(([file, addObjects]) =>
    (renderObjects(addObjects) as readonly GeneratedObject[]).flatMap((object) => {
      const { name, namespace = '' } = object.metadata;
      const identity = [apiGroup(object.apiVersion), object.kind, namespace, name].join(' ');
      const otherFile = files.get(identity);
      if (otherFile === undefined) {
        files.set(identity, file);
        return [];
      }
      const [owner, other] = file === `${name}.yaml` ? [file, otherFile] : [otherFile, file];
      return [
        error(
          ['tenants', tenant.name, ...resolvePath(owner, tenant)],
          undefined,
          `has the ${object.kind} '${name}' in namespace '${namespace}', and ${describeFile(other)} has one of this name, too`,
          'write another name',
        ),
      ];
    }),
  );
}

function resolvePath(file: string, { applications, jobs }: TenantPlan): readonly PathSegment[] {
  const workload = [...applications, ...jobs].find(({ name }) => file === `${name}.yaml`);
  if (workload) return ['applications', workload.name];
  return file === '03-objects.yaml' ? ['objects'] : [];
}

/** Describes what a file of a tenant's release contains: `05-database.yaml` is what the provider of `database` adds. */
function describeFile(file: string): string {
  const [, capability] = /^05-(.*)\.yaml$/.exec(file) ?? [];
  if (capability !== undefined) return `the provider of '${capability}'`;
  return file === '03-objects.yaml' ? '`objects`' : `'${file.replace('.yaml', '')}'`;
}
