import { listLoginRules } from '../definition/login';
import { applicationRoutes, isJob } from '../definition/references';
import { error, type Problem } from '../schema/problem';
import { missingCapabilityError } from './missing-capability';
import type { CheckContext } from './context';
import { checkDeployedWorkloads, type DeployedWorkload } from './workloads';

/**
 * Checks that the clusters of an application can serve its `ingress`: an Ingress requires an ingress controller and
 * routes HTTP only.
 * @see https://kubernetes.io/docs/concepts/services-networking/ingress/
 */
export function checkIngress(context: CheckContext): readonly Problem[] {
  const ingressByHost = new Map<string, string>();
  return checkDeployedWorkloads(context, (workload) => [
    ...checkApplication(workload),
    ...checkHosts(workload, ingressByHost),
  ]);
}

/**
 * Checks that an application shares no host with another one where the ingress controller serves one Ingress of a host.
 * Applications of a tenant with log-in share the Ingress of their gate.
 * @param ingressByHost Ingress of each cluster and host, to which those of the application are added
 */
function checkHosts(
  { workload, path, cluster, tenantName, name }: DeployedWorkload,
  ingressByHost: Map<string, string>,
): readonly Problem[] {
  if (isJob(workload) || cluster.provided.ingress?.servesOneIngressPerHost !== true) return [];
  const ingress = listLoginRules(workload).length > 0 ? `the log-in of ${tenantName}` : `${tenantName}/${name}`;
  const hosts = [...new Set(applicationRoutes(workload).map(({ host }) => host))];
  return hosts.flatMap((host) => {
    const key = `${cluster.name}/${host}`;
    const other = ingressByHost.get(key) ?? ingress;
    ingressByHost.set(key, other);
    if (other === ingress) return [];
    return [
      error(
        [...path, 'ingress'],
        host,
        `is served by the Ingress of ${other}, too, and the ingress controller of cluster '${cluster.name}' accepts one Ingress of a host`,
        "give each application a host of its own, or use a component of kind 'traefik'",
      ),
    ];
  });
}

function checkApplication({ workload, path, cluster }: DeployedWorkload): readonly Problem[] {
  if (isJob(workload)) return [];
  const [route] = applicationRoutes(workload);
  return [
    ...(route && !('ingress' in cluster.clusterInfo.capabilities)
      ? [
          missingCapabilityError(
            [...path, 'ingress'],
            route.host,
            { cluster: cluster.name, capability: 'ingress' },
            'deploy the application to other clusters',
          ),
        ]
      : []),
    ...(route && workload.protocol !== 'http' && workload.protocol !== 'grpc'
      ? [
          error(
            [...path, 'protocol'],
            workload.protocol,
            'an Ingress routes HTTP only',
            "write protocol 'http' or 'grpc', or remove `ingress`",
          ),
        ]
      : []),
  ];
}
