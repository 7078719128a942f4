import type { MatchCondition, RuleWithOperations, Validation } from 'kubernetes-types/admissionregistration/v1';
import { tenantLabel } from '../../../src/kinds/labels';
import { restrictionExpression, type RestrictionName } from './restrictions';

/** Requests by resource and operation. The published types leave out `resources` and `scope`. */
export type ResourceRule = RuleWithOperations & {
  readonly resources: string[];
  readonly scope?: 'Namespaced' | 'Cluster';
};

/** ValidatingAdmissionPolicy for the namespaces of all tenants. */
export interface AdmissionPolicy {
  /** Suffix of the policy's name. */
  readonly name: string;
  readonly resourceRules: readonly ResourceRule[];
  /**
   * Whether requests in namespaces of no tenant are validated, too.
   * @default false
   */
  readonly everyNamespace?: boolean;
  /**
   * Label that a tenant's namespace must have for its requests to be validated.
   * @default none
   */
  readonly namespaceLabel?: string;
  /**
   * Conditions of requests to be validated, of the request and its object. Where validations read no restrictions, that one
   * of them fails is added.
   * @default all requests
   */
  readonly matchConditions?: readonly MatchCondition[];
  /** Restrictions of the tenant that the validations read, as `variables.<camelCase name>`. */
  readonly restrictions: readonly RestrictionName[];
  /** Further named CEL expressions. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly validations: readonly Validation[];
}

/**
 * Match condition of users and pods of the tenant. Others are Kubernetes' own users and service accounts of other
 * namespaces: controllers, operators, and Argo CD, whose projects have restrictions of their own.
 */
export const byUsersAndPodsOfTheTenant: MatchCondition = {
  name: 'users-and-pods-of-the-tenant',
  expression:
    "request.userInfo.username.startsWith('system:serviceaccount:') ? request.userInfo.username.startsWith('system:serviceaccount:' + request.namespace + ':') : !request.userInfo.username.startsWith('system:')",
};

/**
 * CEL expression that is true for requests of the platform team: no group of a tenant may delete namespaces, so this
 * permission identifies it.
 */
export const isByPlatform =
  "authorizer.group('').resource('namespaces').name(request.namespace).check('delete').allowed()";

/** CEL expression that is true for requests of the tenant: of its users and pods, and of Argo CD if the cluster has it. */
export function isByTenant(deliveryNamespace: string | undefined): string {
  const { expression } = byUsersAndPodsOfTheTenant;
  return deliveryNamespace === undefined
    ? `(${expression})`
    : `((${expression}) || ${isByAccountsOf(deliveryNamespace)})`;
}

/**
 * CEL expression that is true for what the tenant has written: in its requests, or in a template of which a controller of
 * Kubernetes creates the object. Operators and networks set annotations of their own.
 */
export function isOfTenant(deliveryNamespace: string | undefined): string {
  return `(${isByTenant(deliveryNamespace)} || (request.operation == 'CREATE' && request.userInfo.username.startsWith('system:serviceaccount:kube-system:')))`;
}

/**
 * Expression of the domains of annotations that objects of tenants may have: of delivery tools, and of tools that only
 * read the objects of the tenant. Annotations without a domain are harmless.
 */
export const harmlessAnnotationDomains = [
  'argocd[.]argoproj[.]io',
  'checksum',
  'helm[.]sh',
  'kubectl[.]kubernetes[.]io',
  'meta[.]helm[.]sh',
  'plinth[.]dev',
  'prometheus[.]io',
].join('|');

/** CEL expression of the annotations of an object. */
export const annotationsOfObject = 'has(object.metadata.annotations) ? object.metadata.annotations : {}';

/** CEL expression that is true where the annotation `key` had the same value before an update. */
export const hadAnnotation =
  "(request.operation == 'UPDATE' && has(oldObject.metadata.annotations) && key in oldObject.metadata.annotations && oldObject.metadata.annotations[key] == object.metadata.annotations[key])";

/** CEL expression of a list of strings. */
export function celList(entries: readonly string[]): string {
  return `[${entries.map((entry) => `'${entry}'`).join(', ')}]`;
}

/** CEL expression of the tenant's name. */
export const tenantName = `namespaceObject.metadata.labels['${tenantLabel}']`;

/** Name of a restriction as a CEL variable: `storageClasses` of `storage-classes`. */
export function variableName(name: RestrictionName): string {
  return name.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The named CEL expressions of a policy, in an order in which each uses earlier ones only. */
export function renderVariables({
  restrictions,
  variables = {},
}: AdmissionPolicy): readonly { readonly name: string; readonly expression: string }[] {
  return [
    ...restrictions.map((name) => ({ name: variableName(name), expression: restrictionExpression(name) })),
    ...Object.entries(variables).map(([name, expression]) => ({ name, expression })),
  ];
}

/**
 * Returns the match condition of a policy. It costs one conversion of request and object, and validations cost three of
 * these and of the Namespace: for expressions, for messages, which are evaluated for accepted requests too, and for audit
 * annotations. So a policy that reads nothing of the tenant validates only what it refuses. The API server evaluates all
 * conditions, also after a false one, so that one condition costs less than several.
 */
export function renderMatchConditions(policy: AdmissionPolicy): readonly MatchCondition[] {
  const { matchConditions = [], restrictions, validations, variables = {} } = policy;
  const isAccepted = validations.map(({ expression }) => `(${inlineVariables(expression, variables)})`).join(' && ');
  const conditions = [
    ...matchConditions,
    ...(restrictions.length === 0 ? [{ name: 'refused', expression: `!(${isAccepted})` }] : []),
  ];
  if (conditions.length < 2) return conditions;
  const expression = conditions.map((condition) => `(${condition.expression})`).join(' && ');
  return [{ name: 'validated-requests', expression }];
}

/** Replaces variables by their expressions, since match conditions have no variables. */
function inlineVariables(expression: string, variables: Readonly<Record<string, string>>): string {
  return expression.replace(
    /\bvariables[.](\w+)/g,
    (_, name: string) => `(${inlineVariables(variables[name] ?? '', variables)})`,
  );
}

/**
 * A validation whose message names the tenant.
 * @param message CEL expression of a string that continues "tenant <name> …"
 */
export function validation(expression: string, message: string): Validation {
  return {
    expression,
    message: 'refused by the restrictions of the tenant',
    messageExpression: `'tenant ' + ${tenantName} + ' ' + ${message}`,
  };
}

/** CEL expression of the text of a list in messages: its items, or `none` if the list is empty. */
export function listAsText(variable: string, none: string): string {
  return `(size(${variable}) == 0 ? '${none}' : ${variable}.join(', '))`;
}

/** Requests for some resources of an API group in namespaces. */
export function resourceRule(
  group: string,
  resources: readonly string[],
  operations: readonly string[] = ['CREATE', 'UPDATE'],
): ResourceRule {
  return {
    apiGroups: [group],
    apiVersions: ['*'],
    resources: [...resources],
    operations: [...operations],
    scope: 'Namespaced',
  };
}

/** True for a field that is absent or an empty string. */
export function absent(path: string): string {
  return `(!has(${path}) || ${path} == '')`;
}

/** CEL expression that is true for requests of the service accounts of a namespace. */
export function isByAccountsOf(namespace: string): string {
  return `request.userInfo.username.startsWith('system:serviceaccount:${namespace}:')`;
}

/**
 * Match conditions that exclude requests of cert-manager: its ACME HTTP-01 solver creates pods, Services and Ingresses in
 * namespaces of tenants.
 * @param namespace namespace of cert-manager; undefined if the cluster does not use HTTP-01
 */
export function excludeHttp01Solver(namespace: string | undefined): readonly MatchCondition[] {
  return namespace === undefined ? [] : [{ name: 'not-the-acme-solver', expression: `!${isByAccountsOf(namespace)}` }];
}
