import type { Probe as KubernetesProbe } from 'kubernetes-types/core/v1';
import type { ApplicationPort } from '../../src/definition/ports';
import type { Probe } from '../../src/definition/probe';

/**
 * Returns a probe of a container.
 * @param main main port of the application, which a probe without `port` connects to; the checks require `port` where
 * there is none
 */
export function renderProbe(probe: Probe, main: ApplicationPort | undefined): KubernetesProbe {
  const { initialDelaySeconds, periodSeconds, timeoutSeconds, failureThreshold } = probe;
  return {
    ...renderHandler(probe, main),
    ...(initialDelaySeconds > 0 ? { initialDelaySeconds } : {}),
    periodSeconds,
    timeoutSeconds,
    failureThreshold,
  };
}

function renderHandler(probe: Probe, main: ApplicationPort | undefined): KubernetesProbe {
  if ('command' in probe) return { exec: { command: [...probe.command] } };
  if ('path' in probe) {
    const httpHeaders = Object.entries(probe.headers ?? {}).map(([name, value]) => ({ name, value }));
    const port = probe.port ?? main?.name ?? 0;
    return { httpGet: { path: probe.path, port, ...(httpHeaders.length > 0 ? { httpHeaders } : {}) } };
  }
  const port = probe.port ?? main?.port ?? 0;
  if ('tcp' in probe) return { tcpSocket: { port } };
  return { grpc: { port, ...(typeof probe.grpc === 'string' ? { service: probe.grpc } : {}) } };
}
