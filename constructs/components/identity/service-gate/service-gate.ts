import { join } from 'node:path';
import type { Construct } from 'constructs';
import type { ClusterRole, ClusterRoleBinding } from 'kubernetes-types/rbac/v1';
import { z } from 'zod';
import type { OptionsOf } from '../../../../src/definition/component';
import { serviceTokenFolder, serviceVariablePrefix } from '../../../../src/definition/calls';
import { resolveImage, type ClusterInfo } from '../../../../src/kinds/cluster-info';
import type { ApplicationPlan, JobPlan } from '../../../../src/kinds/workload-plan';
import { componentKind } from '../../../../src/kinds/component-kind';
import type { WorkloadAdditions } from '../../../../src/kinds/additions';
import { images } from '../../../images';
import { addObject } from '../../../kubernetes/object';
import { readPodScript } from '../../../kubernetes/script-pod';
import { addScript } from '../../../kubernetes/script-server';
import type { AlertRule } from '../../../monitoring/alert-rules';
import { monitoringReleases } from '../../../monitoring/component-monitoring';
import { addGate, formatAudience, gateAppName, gateName, gatePodLabels, gatePorts, type GateSettings } from './gate';

const script = readPodScript(join(__dirname, 'scripts/service-gate.mjs'));

const schema = z.strictObject({
  replicas: z.int().min(1).default(2).describe('number of pods of each gate, the server that verifies callers'),
});

type Options = OptionsOf<typeof schema>;

/**
 * Gates of applications that verify their callers: for each application that a workload calls `as: 'service'`, a server of
 * the platform that forwards requests with a token of this workload only. Tokens are those of ServiceAccounts, for one
 * application each; they expire after ten minutes, and Kubernetes renews them. Network policies admit the gate only.
 * @see https://kubernetes.io/docs/concepts/storage/projected-volumes/#serviceaccounttoken
 * @example
 * serviceGate()
 */
export const serviceGate = componentKind({
  kind: 'service-gate',
  summary: 'Applications verify which workload calls them, by short-lived tokens of Kubernetes.',
  schema,
  requires: () => ['network', 'network-policy', 'dns'],
  provides: (options) => ({
    'service-identity': {
      endpoint: { api: 'kubernetes', namespace: options.name, podLabels: gatePodLabels },
      forWorkload: (plan, { cluster }) => ({
        ...addCallee(plan, options, cluster),
        ...addCaller(plan, options, cluster),
      }),
    },
  }),
  releases: ({ name }, cluster) => [
    {
      name,
      namespace: name,
      podSecurity: 'restricted',
      isolatePods: true,
      images: [resolveImage(cluster, images.node)],
      networkRules: {
        gates: {
          podLabels: gatePodLabels,
          // Policies of callers and of applications determine which gate they reach, and which reaches them.
          ingress: [{ peer: 'tenants', ports: [gatePorts.http] }],
          egress: [{ peer: 'api-server' }, { peer: 'tenants' }],
        },
      },
      objects: {
        'objects.yaml': (scope) => {
          addSharedObjects(scope, name);
        },
      },
    },
    ...monitoringReleases({ name, namespace: name, alerts: [gateDownAlert(name)] }, cluster),
  ],
});

/** Returns the gate of an application with callers, and lets the gate in. */
function addCallee(plan: ApplicationPlan | JobPlan, options: Options, cluster: ClusterInfo): WorkloadAdditions {
  if (!('serviceCallers' in plan)) return {};
  const [port] = plan.ports;
  if (!port) return {};
  const settings: GateSettings = { application: plan, callers: plan.serviceCallers, ...options, script, cluster };
  return {
    images: [resolveImage(cluster, images.node)],
    ingress: [
      {
        peer: {
          namespace: options.name,
          podLabels: { ...gatePodLabels, 'app.kubernetes.io/instance': gateName(plan.tenant, plan.name) },
        },
        ports: [port.port],
      },
    ],
    objects: (scope) => {
      addGate(scope, settings);
    },
  };
}

/** Returns tokens for the applications that a workload calls, and lets it reach their gates. */
function addCaller(plan: ApplicationPlan | JobPlan, { name }: Options, cluster: ClusterInfo): WorkloadAdditions {
  const { serviceCalls = [] } = plan;
  if (serviceCalls.length === 0) return {};
  return {
    egress: serviceCalls.map(({ tenant, application }) => ({
      peer: {
        namespace: name,
        podLabels: { ...gatePodLabels, 'app.kubernetes.io/instance': gateName(tenant, application) },
      },
      ports: [gatePorts.http],
    })),
    tokens: Object.fromEntries(
      serviceCalls.map((callee) => [
        `${callee.tenant}/${callee.application}`,
        { audience: formatAudience(callee.tenant, callee.application, cluster) },
      ]),
    ),
    env: Object.fromEntries(
      serviceCalls.flatMap((callee) => {
        const { tenant, application } = callee;
        const prefix = serviceVariablePrefix(callee);
        return [
          [`${prefix}_URL`, `http://${gateName(tenant, application)}.${name}.svc.${cluster.clusterDomain}`],
          [`${prefix}_TOKEN_FILE`, `${serviceTokenFolder}/${tenant}/${application}`],
        ];
      }),
    ),
  };
}

/** Adds what all gates share: the script, and the ServiceAccount that may let the API server verify tokens. */
function addSharedObjects(scope: Construct, namespace: string): void {
  const labels = gatePodLabels;
  const metadata = { name: gateAppName, namespace, labels };
  addScript(scope, metadata, script);
  addObject<ClusterRole>(scope, 'role', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRole',
    metadata: { name: `plinth-${gateAppName}`, labels },
    rules: [{ apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] }],
  });
  addObject<ClusterRoleBinding>(scope, 'binding', {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'ClusterRoleBinding',
    metadata: { name: `plinth-${gateAppName}`, labels },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: `plinth-${gateAppName}` },
    subjects: [{ kind: 'ServiceAccount', name: gateAppName, namespace }],
  });
}

function gateDownAlert(namespace: string): AlertRule {
  return {
    name: 'ServiceGateDown',
    expr: `kube_deployment_status_replicas_available{namespace="${namespace}"} == 0 and kube_deployment_spec_replicas{namespace="${namespace}"} > 0`,
    forMinutes: 5,
    severity: 'critical',
    summary: 'No pod of {{ $labels.deployment }} is available: its application receives no calls of other workloads.',
    runbook: `kubectl -n ${namespace} describe deploy/{{ $labels.deployment }}, then read the logs.`,
  };
}
