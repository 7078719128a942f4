import { isJob } from '../definition/references';
import { error, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { describeMissing } from './missing-capability';
import { findDuplicates } from './duplicates';
import { checkDeployedWorkloads, type DeployedWorkload } from './workloads';

/**
 * Checks `redirects` of applications. A host is redirected once and not in a chain, and the ingress controller must
 * support redirects, which the Ingress API does not have.
 * @see https://kubernetes.io/docs/concepts/services-networking/ingress/
 */
export function checkRedirects(context: CheckContext): readonly Problem[] {
  return checkDeployedWorkloads(context, checkApplication);
}

function checkApplication({ workload, path: workloadPath, cluster }: DeployedWorkload): readonly Problem[] {
  if (isJob(workload)) return [];
  const { redirects = [] } = workload;
  const [firstRedirect] = redirects;
  if (!firstRedirect) return [];
  const path = [...workloadPath, 'redirects'];
  const sources = redirects.map(({ from }) => from);
  const api = cluster.clusterInfo.capabilities.ingress?.api;
  return [
    ...redirects
      .filter(({ to }) => sources.includes(to))
      .map(({ to }) => error(path, to, 'is itself redirected to another host', 'write the last host of the chain')),
    ...[...findDuplicates(sources, (source) => source).keys()].map((source) =>
      error(path, source, 'is redirected more than once', 'remove all redirects of this host except one'),
    ),
    ...(cluster.provided.ingress?.supports?.includes('redirects')
      ? []
      : [
          describeMissing(
            error(
              path,
              firstRedirect.from,
              `the ingress controller of cluster '${cluster.name}'${api === undefined ? '' : ` (${api})`} is not known to support redirects`,
              '',
            ),
            { cluster: cluster.name, capability: 'ingress', byComponent: true },
            "write provides: { ingress: { api: 'traefik' } } if the cluster has that, or serve the host from the application",
          ),
        ]),
  ];
}
