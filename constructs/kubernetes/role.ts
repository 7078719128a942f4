import type { Construct } from 'constructs';
import type { ObjectMeta } from 'kubernetes-types/meta/v1';
import type { PolicyRule, Role, RoleBinding } from 'kubernetes-types/rbac/v1';
import { addObject } from './object';

/** Role of one service account. */
interface AccountRole {
  /** Metadata of the Role and of its RoleBinding. */
  readonly metadata: ObjectMeta & { readonly name: string; readonly namespace: string };
  readonly rules: readonly PolicyRule[];
  /** Service account that has the role; it may be in another namespace. */
  readonly account: { readonly name: string; readonly namespace: string };
}

/**
 * Adds a Role, and a RoleBinding of the same name that gives it to a service account.
 * @param id id of the Role; the id of the RoleBinding is `<id>-Binding`
 */
export function addRole(scope: Construct, id: string, { metadata, rules, account }: AccountRole): void {
  const apiGroup = 'rbac.authorization.k8s.io';
  addObject<Role>(scope, id, { apiVersion: `${apiGroup}/v1`, kind: 'Role', metadata, rules: [...rules] });
  addObject<RoleBinding>(scope, `${id}-Binding`, {
    apiVersion: `${apiGroup}/v1`,
    kind: 'RoleBinding',
    metadata,
    roleRef: { apiGroup, kind: 'Role', name: metadata.name },
    subjects: [{ kind: 'ServiceAccount', name: account.name, namespace: account.namespace }],
  });
}
