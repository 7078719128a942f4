import type { ConfigMap } from 'kubernetes-types/core/v1';
import type { Endpoint } from '../../../../src/definition/capability';
import type { ClusterInfo } from '../../../../src/kinds/cluster-info';
import type { Release } from '../../../../src/kinds/release';
import type { AlertRule } from '../../../monitoring/alert-rules';
import { monitoringReleases } from '../../../monitoring/component-monitoring';
import { addObject } from '../../../kubernetes/object';
import { images } from '../../../images';
import { configurationFile, renderGateConfiguration } from './configuration';
import { gateAppName, gatePorts } from './gates';
import { issuerEgressRules, type LoginOptions } from './issuer';

/**
 * Returns the releases that all gates share: their configuration, and the network policies by which only the ingress
 * controller connects to a gate, and a gate to the issuer only.
 * @param name name of the component that provides the issuer
 */
export function gateReleases(
  name: string,
  endpoint: Endpoint,
  options: LoginOptions,
  cluster: ClusterInfo,
): readonly Release[] {
  const { gateNamespace } = options;
  return [
    {
      name: `${name}-gates`,
      namespace: gateNamespace,
      podSecurity: 'restricted',
      images: [images.oauth2Proxy],
      isolatePods: true,
      networkRules: {
        gates: {
          podLabels: { 'app.kubernetes.io/name': gateAppName },
          ingress: [
            { peer: { capability: 'ingress' }, ports: [gatePorts.http] },
            { peer: { capability: 'metrics' }, ports: [gatePorts.metrics] },
          ],
          egress: issuerEgressRules(endpoint),
        },
      },
      objects: {
        'objects.yaml': (scope) => {
          addObject<ConfigMap>(scope, 'Gates', {
            apiVersion: 'v1',
            kind: 'ConfigMap',
            metadata: { name: gateAppName, namespace: gateNamespace },
            data: { [configurationFile]: renderGateConfiguration(endpoint, options) },
          });
        },
      },
    },
    ...monitoringReleases(
      {
        name: `${name}-gates`,
        namespace: gateNamespace,
        alerts: [gateDownAlert(gateNamespace)],
        pods: { labels: { 'app.kubernetes.io/name': gateAppName }, port: 'metrics' },
      },
      cluster,
    ),
  ];
}

function gateDownAlert(gateNamespace: string): AlertRule {
  return {
    name: 'LoginGateDown',
    expr: `kube_deployment_status_replicas_available{namespace="${gateNamespace}"} == 0 and kube_deployment_spec_replicas{namespace="${gateNamespace}"} > 0`,
    forMinutes: 5,
    severity: 'critical',
    summary: 'No pod of {{ $labels.deployment }} is available: its applications with log-in respond with errors.',
    runbook: `kubectl -n ${gateNamespace} describe deploy/{{ $labels.deployment }}, then read the logs. Frequent causes: the Secret of the client does not exist, or the issuer is unreachable.`,
  };
}
