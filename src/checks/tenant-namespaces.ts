import { tenantNamespaces } from '../definition/references';
import { isSystemNamespace } from '../planning/component-namespaces';
import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { findDuplicates } from './duplicates';

/**
 * Checks that every namespace belongs to one tenant, and that none is reserved for Kubernetes.
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/namespaces/#working-with-namespaces
 */
export function checkTenantNamespaces({ platform }: CheckContext): readonly Problem[] {
  const namespaces = Object.entries(platform.tenants).flatMap(([tenantName, tenant]) =>
    tenantNamespaces(tenantName, tenant).map((name) => ({
      name,
      tenantName,
      path: ['tenants', tenantName, ...(tenant.namespaces?.[name] ? ['namespaces', name] : [])],
    })),
  );
  const reservedNamespaces = namespaces.filter(({ name }) => isSystemNamespace(name));
  return [
    ...reservedNamespaces.map(({ name, path }) =>
      error(
        path,
        name,
        'the namespace is reserved for Kubernetes',
        'write another name, which is not default and does not start with kube-',
      ),
    ),
    ...[...findDuplicates(namespaces, ({ name }) => name)].flatMap(([name, [first, second]]) =>
      first && second
        ? [
            error(
              second.path,
              name,
              `the namespace already belongs to tenant '${first.tenantName}'`,
              'write another name: a namespace belongs to one tenant',
            ),
          ]
        : [],
    ),
  ];
}
