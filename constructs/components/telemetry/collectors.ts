import { otlpPorts } from './collector-configuration';

/**
 * Namespace of the receivers of tenants and of the gateway. It belongs to the platform, so that tenants cannot change the
 * tenant of their traces.
 */
export const telemetryNamespace = 'telemetry';

/** Labels of the pods of all receivers. */
export const receiverPodLabels = { 'app.kubernetes.io/name': 'trace-receiver' } as const;

/** Component, whose collectors have names that begin with its name. */
interface CollectorOwner {
  readonly name: string;
}

/** Returns the name of the gateway: of its release, Deployment and Service. */
export function gatewayName({ name }: CollectorOwner): string {
  return `${name}-gateway`;
}

/** Returns host and port of the gRPC server of the gateway. */
export function gatewayEndpoint(owner: CollectorOwner): string {
  return `${gatewayName(owner)}.${telemetryNamespace}.svc:${otlpPorts.grpc}`;
}

/** Returns the labels of the gateway's pod. */
export function gatewayPodLabels(owner: CollectorOwner) {
  return { 'app.kubernetes.io/instance': gatewayName(owner) };
}

/** Returns the name of the release of the agents. Their chart appends `-agent` to the name of the DaemonSet. */
export function agentName({ name }: CollectorOwner): string {
  return `${name}-agent`;
}

/** Returns the labels of the agents' pods. */
export function agentPodLabels(owner: CollectorOwner) {
  return { 'app.kubernetes.io/instance': agentName(owner) };
}

/** Returns the name of the collector of the cloud's logs: of its release, StatefulSet and service account. */
export function cloudLogCollectorName({ name }: CollectorOwner): string {
  return `${name}-cloud-logs`;
}

/** Returns the labels of the pod of this collector. */
export function cloudLogCollectorPodLabels(owner: CollectorOwner) {
  return { 'app.kubernetes.io/instance': cloudLogCollectorName(owner) };
}

/** Returns the name of the receiver of a tenant: of its Deployment, Service and ConfigMap. */
export function receiverName(tenant: string): string {
  return `receiver-${tenant}`;
}
