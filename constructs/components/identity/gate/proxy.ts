import type { Construct } from 'constructs';
import type { ConfigMap } from 'kubernetes-types/core/v1';
import type { Ingress } from 'kubernetes-types/networking/v1';
import { loginPagesPath } from '../../../../src/definition/login';
import type { NetworkRule } from '../../../../src/kinds/network-rules';
import type { ProxyAnnotationsFunction } from '../../../../src/kinds/provides';
import type { ApplicationPlan } from '../../../../src/kinds/workload-plan';
import { podSelectorLabels } from '../../../applications/metadata';
import { certificateAnnotations, ingressClass } from '../../../kubernetes/ingress';
import { createNetworkPolicy } from '../../../kubernetes/network-policies';
import { addObject } from '../../../kubernetes/object';
import { configurationFile } from './configuration';
import { clientSecretName, gatePorts, renderServerLabels, type LoginGate } from './gates';
import { clientIdVariable, proxyFile, renderProxyConfiguration, renderProxyUpstreams } from './proxy-configuration';
import { listProxyRoutes, listProxyServers, type ProxyServer, type ProxyUpstream } from './proxy-servers';
import {
  addGateServer,
  cookieSecretEnv,
  gateFilesFolder,
  renderServerMetadata,
  secretEnv,
  type GateContext,
} from './server';

const clientFolder = '/etc/client';

/**
 * Adds a gate that forwards the requests to its applications, for an ingress controller that cannot ask a server about
 * each request: its servers, the network policies between them and the applications, and the Ingress of the hosts.
 */
export function addProxyGate(
  scope: Construct,
  gate: LoginGate,
  context: GateContext,
  proxyAnnotations: ProxyAnnotationsFunction | undefined,
): void {
  const servers = listProxyServers(gate);
  for (const server of servers) addProxyServer(scope, gate, server, servers, context);
  addIngress(scope, gate, context, proxyAnnotations);
}

/** Lists the rules by which the servers of its gate, and not the ingress controller, connect to an application. */
export function listProxyIngressRules(
  { name, ports }: ApplicationPlan,
  gate: LoginGate,
  gateNamespace: string,
): readonly NetworkRule[] {
  return listProxyServers(gate)
    .filter(({ application, upstreams }) => application.name === name && upstreams.some(isApplication))
    .map((server) => ({
      peer: { namespace: gateNamespace, podLabels: renderServerLabels(server) },
      ports: ports.slice(0, 1).map(({ port }) => port),
    }));
}

const isApplication = ({ to }: ProxyUpstream) => to === 'application';

const isServer =
  (name: string) =>
  ({ to }: ProxyUpstream) =>
    typeof to === 'object' && to.server === name;

function addProxyServer(
  scope: Construct,
  gate: LoginGate,
  server: ProxyServer,
  servers: readonly ProxyServer[],
  { endpoint, options, cluster }: GateContext,
): void {
  const { name, application } = server;
  const { gateNamespace } = options;
  const urlOf = (to: Exclude<ProxyUpstream['to'], 'none'>) =>
    to === 'application'
      ? `http://${application.name}.${application.namespace}.svc.${cluster.clusterDomain}:${application.options.servicePort}`
      : `http://${to.server}.${gateNamespace}.svc.${cluster.clusterDomain}`;
  const files = {
    [configurationFile]: renderProxyConfiguration(server, options),
    [proxyFile]: renderProxyUpstreams(server, endpoint, `${clientFolder}/client-secret`, urlOf),
  };
  const secret = clientSecretName(gate.tenant);
  addObject<ConfigMap>(scope, `${name}-files`, {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: renderServerMetadata({ name, gate }, options),
    data: files,
  });
  addGateServer(
    scope,
    {
      ...{ name, gate, files, configMap: name, healthPath: loginPagesPath },
      container: {
        args: [`--config=${gateFilesFolder}/${configurationFile}`, `--alpha-config=${gateFilesFolder}/${proxyFile}`],
        env: [secretEnv(clientIdVariable, secret, 'client-id'), cookieSecretEnv(gate)],
        volumeMounts: [{ name: 'client', mountPath: clientFolder, readOnly: true }],
      },
      volumes: [
        { name: 'client', secret: { secretName: secret, items: [{ key: 'client-secret', path: 'client-secret' }] } },
      ],
    },
    options,
    cluster,
  );
  const peersOf = (others: readonly ProxyServer[]): readonly NetworkRule[] =>
    others.map((other) => ({
      peer: { namespace: gateNamespace, podLabels: renderServerLabels(other) },
      ports: [gatePorts.http],
    }));
  createNetworkPolicy(
    scope,
    { name, namespace: gateNamespace },
    {
      podLabels: renderServerLabels(server),
      ingress: peersOf(servers.filter(({ upstreams }) => upstreams.some(isServer(name)))),
      egress: [
        ...peersOf(servers.filter((other) => server.upstreams.some(isServer(other.name)))),
        ...(server.upstreams.some(isApplication)
          ? [
              {
                peer: { namespace: application.namespace, podLabels: podSelectorLabels(application) },
                ports: application.ports.slice(0, 1).map(({ port }) => port),
              },
            ]
          : []),
      ],
    },
    cluster,
  );
}

/** Adds the Ingress of the hosts of a gate. It requests their certificates. */
function addIngress(
  scope: Construct,
  gate: LoginGate,
  { options, cluster }: GateContext,
  proxyAnnotations: ProxyAnnotationsFunction | undefined,
): void {
  const routes = gate.hosts.map((host) => ({ host, paths: listProxyRoutes(host, gate) }));
  const services = [...new Set(routes.flatMap(({ paths }) => paths.map(({ server }) => server)))];
  const annotations = { ...certificateAnnotations(cluster), ...proxyAnnotations?.(services) };
  addObject<Ingress>(scope, `${gate.name}-ingress`, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { ...renderServerMetadata({ name: gate.name, gate }, options), annotations },
    spec: {
      ingressClassName: ingressClass,
      rules: routes.map(({ host, paths }) => ({
        host,
        http: {
          paths: paths.map(({ path, server }) => ({
            path,
            pathType: 'Prefix' as const,
            backend: { service: { name: server, port: { name: 'http' } } },
          })),
        },
      })),
      tls: gate.hosts.map((host) => ({ hosts: [host], secretName: host })),
    },
  });
}
