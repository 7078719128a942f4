import type { Construct } from 'constructs';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { Service } from 'kubernetes-types/core/v1';
import type { PodDisruptionBudget } from 'kubernetes-types/policy/v1';
import type { ClusterInfo } from '../../../../src/kinds/cluster-info';
import type { ApplicationPlan, ConnectedWorkload } from '../../../../src/kinds/workload-plan';
import { tenantObjectLabels } from '../../../../src/kinds/labels';
import { digest } from '../../../digest';
import { addObject } from '../../../kubernetes/object';
import { renderScriptPod, type PodScript, type ScriptPod } from '../../../kubernetes/script-pod';

/** Name of the ServiceAccount and of the ConfigMap that all gates share. */
export const gateAppName = 'service-gate';

/** Labels of the pods of all gates. */
export const gatePodLabels = { 'app.kubernetes.io/name': gateAppName };

/** Ports of a gate's pods. */
export const gatePorts = { http: 8080, health: 8081 } as const;

/** Gate of an application. */
export interface GateSettings {
  readonly application: ApplicationPlan;
  /** Workloads whose requests the gate forwards. */
  readonly callers: readonly ConnectedWorkload[];
  /** Namespace of the gates. */
  readonly name: string;
  readonly replicas: number;
  readonly script: PodScript;
  readonly cluster: ClusterInfo;
}

/**
 * Returns the name of an application's gate, and of its Service. It differs for `a-b`/`c` and `a`/`b-c`. Names of Services
 * have at most 63 characters.
 */
export function gateName(tenant: string, application: string): string {
  return `${`${tenant}-${application}`.slice(0, 46)}-${digest([tenant, application])}`;
}

/** Returns the audience of tokens for an application: those for others, and for the API server, are not valid for it. */
export function formatAudience(tenant: string, application: string, { platform, cluster }: ClusterInfo): string {
  return ['plinth.dev', platform, cluster, tenant, application].join('/');
}

/** Adds the Deployment and the Service of an application's gate, in the namespace of the gates. */
export function addGate(scope: Construct, settings: GateSettings): void {
  const { application, name: namespace, replicas, script, cluster } = settings;
  const name = gateName(application.tenant, application.name);
  const matchLabels = { ...gatePodLabels, 'app.kubernetes.io/instance': name };
  const labels = { ...matchLabels, ...tenantObjectLabels(application.tenant) };
  const metadata = { name, namespace, labels };
  addObject<Deployment>(scope, `${name}-gate`, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas,
      selector: { matchLabels },
      template: {
        metadata: { labels, annotations: { 'plinth.dev/configuration': digest(script.files) } },
        spec: {
          ...renderScriptPod(renderPod(settings), cluster),
          topologySpreadConstraints: [
            {
              maxSkew: 1,
              topologyKey: 'kubernetes.io/hostname',
              whenUnsatisfiable: 'ScheduleAnyway',
              labelSelector: { matchLabels },
            },
          ],
        },
      },
    },
  });
  addObject<Service>(scope, `${name}-gate-service`, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { type: 'ClusterIP', selector: matchLabels, ports: [{ name: 'http', port: 80, targetPort: 'http' }] },
  });
  if (replicas < 2) return;
  addObject<PodDisruptionBudget>(scope, `${name}-gate-disruptions`, {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata,
    spec: { maxUnavailable: 1, selector: { matchLabels } },
  });
}

function renderPod({ application, callers, script, cluster }: GateSettings): ScriptPod {
  const { tenant, name, namespace, options } = application;
  const upstream = `http://${name}.${namespace}.svc.${cluster.clusterDomain}:${options.servicePort}`;
  const allowed = callers.map((caller) => [
    `system:serviceaccount:${caller.namespace}:${caller.application}`,
    `${caller.tenant}/${caller.application}`,
  ]);
  return {
    name: gateAppName,
    container: 'gate',
    script,
    env: {
      AUDIENCE: formatAudience(tenant, name, cluster),
      CALLERS: JSON.stringify(Object.fromEntries(allowed)),
      UPSTREAM: upstream,
    },
    memoryLimit: '256Mi',
    fields: {
      ports: [
        { name: 'http', containerPort: gatePorts.http },
        { name: 'health', containerPort: gatePorts.health },
      ],
      readinessProbe: { httpGet: { path: '/', port: 'health' } },
      livenessProbe: { httpGet: { path: '/', port: 'health' }, initialDelaySeconds: 30, failureThreshold: 5 },
    },
  };
}
