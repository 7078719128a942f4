import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { celEnv, celFunc, celMethod, CelScalar, isCelError, listType, parse, plan, type CelInput } from '@bufbuild/cel';
import { strings } from '@bufbuild/cel/ext';
import { apiGroup } from '../../../src/definition/tenant-kinds';
import { isWithinRange } from '../../../src/schema/address-range';
import { renderMatchConditions, renderVariables, type AdmissionPolicy } from './policy';

/** An object of the Kubernetes API as data. */
export interface AdmissionObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec?: unknown;
}

/** The namespace of an object, with the labels and annotations that the policies read. */
export interface AdmissionNamespace {
  readonly metadata: {
    readonly name: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  };
}

/** Of the functions that Kubernetes adds, those that policies use on objects of tenants. */
const sum = celMethod('sum', listType(CelScalar.INT), [], CelScalar.INT, function () {
  return [...this].reduce<bigint>((total, entry) => total + (entry as bigint), 0n);
});

/**
 * Functions of addresses. Addresses and ranges are strings here, and addresses in canonical form. Like Kubernetes, they
 * refuse IPv4 addresses in IPv6 form, zones and leading zeros.
 */
const addresses = [
  celFunc('isIP', [CelScalar.STRING], CelScalar.BOOL, (address) => isAddress(address)),
  celFunc('ip', [CelScalar.STRING], CelScalar.STRING, (address) => {
    if (!isAddress(address)) throw new Error(`${address} is not an IP address`);
    return ipaddr.parse(address).toString();
  }),
  celFunc('cidr', [CelScalar.STRING], CelScalar.STRING, (range) => range),
  celMethod('containsIP', CelScalar.STRING, [CelScalar.STRING], CelScalar.BOOL, function (address) {
    return isWithinRange(address, this);
  }),
];

function isAddress(text: string): boolean {
  if (isIP(text) === 0 || text.includes('%')) return false;
  const address = ipaddr.parse(text);
  return !(address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress());
}

const environment = celEnv({ funcs: [...strings, sum, ...addresses] });
const programs = new Map<string, ReturnType<typeof plan>>();

/** Resources by group and kind; the plan has no discovery of the API server. */
const resources: Readonly<Record<string, string>> = {
  '/ConfigMap': 'configmaps',
  '/PersistentVolumeClaim': 'persistentvolumeclaims',
  '/Pod': 'pods',
  '/Service': 'services',
  '/ServiceAccount': 'serviceaccounts',
  'autoscaling/HorizontalPodAutoscaler': 'horizontalpodautoscalers',
  'cert-manager.io/Certificate': 'certificates',
  'external-secrets.io/ExternalSecret': 'externalsecrets',
  'monitoring.coreos.com/PodMonitor': 'podmonitors',
  'monitoring.coreos.com/PrometheusRule': 'prometheusrules',
  'networking.k8s.io/Ingress': 'ingresses',
  'policy/PodDisruptionBudget': 'poddisruptionbudgets',
};

/**
 * Evaluates admission policies on the creation of an object by a user of the tenant, as the API server does, and returns
 * the messages of those that refuse it.
 */
export function evaluateAdmission(
  policies: readonly AdmissionPolicy[],
  object: AdmissionObject,
  namespace: AdmissionNamespace,
): readonly string[] {
  const group = apiGroup(object.apiVersion);
  const resource = resources[`${group}/${object.kind}`];
  if (resource === undefined) return [];
  return policies
    .filter(({ resourceRules }) =>
      resourceRules.some((rule) => rule.apiGroups?.includes(group) && rule.resources.includes(resource)),
    )
    .flatMap((policy) => evaluatePolicy(policy, object, namespace));
}

function evaluatePolicy(
  policy: AdmissionPolicy,
  object: AdmissionObject,
  namespace: AdmissionNamespace,
): readonly string[] {
  const variables = new Map<string, unknown>();
  const bindings = {
    object: toCel(object),
    namespaceObject: toCel(namespace),
    request: toCel({
      namespace: namespace.metadata.name,
      operation: 'CREATE',
      userInfo: { username: 'user', groups: [] },
    }),
    variables,
  } as unknown as Record<string, CelInput>;
  try {
    if (!renderMatchConditions(policy).every(({ expression }) => evaluate(expression, bindings) === true)) return [];
    for (const { name, expression } of renderVariables(policy)) variables.set(name, evaluate(expression, bindings));
    return policy.validations
      .filter(({ expression }) => evaluate(expression, bindings) !== true)
      .map(({ messageExpression = '' }) => String(evaluate(messageExpression, bindings)));
  } catch (evaluationError) {
    // The API server validates custom resources by their schema first, which the plan does not have.
    if (evaluationError instanceof EvaluationError)
      return [`a field is missing or has another type than the API defines (${evaluationError.message})`];
    throw evaluationError;
  }
}

class EvaluationError extends Error {}

function evaluate(expression: string, bindings: Record<string, CelInput>): unknown {
  const program = programs.get(expression) ?? plan(environment, parse(expression));
  programs.set(expression, program);
  const result = program(bindings);
  if (isCelError(result)) throw new EvaluationError(result.message);
  return result;
}

/** JSON as CEL values: objects are maps, and whole numbers are integers. */
function toCel(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toCel);
  if (typeof value === 'number') return Number.isInteger(value) ? BigInt(value) : value;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return new Map(entries.map(([key, item]) => [key, toCel(item)]));
}
