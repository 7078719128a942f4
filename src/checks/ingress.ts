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
  return checkDeployedWorkloads(context, checkApplication);
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
