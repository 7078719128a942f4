import { ingressApisWithRedirects } from '../definition/application';
import { workloadClusters, resolveForEnvironment, isJob } from '../definition/references';
import { error, type Problem } from '../schema/problem';
import { findDuplicates, uniqueProblems, type CheckContext } from './context';
import { listWorkloads } from './workload-entry';

/** Redirects that lead to where others begin, or to two hosts, or that what serves the Ingresses of a cluster cannot make. */
export function checkRedirects({ platform, resolvedClusters }: CheckContext): readonly Problem[] {
  return listWorkloads(platform).flatMap(({ tenant, workload, path }) => {
    if (isJob(workload)) return [];
    const here = resolvedClusters.filter(
      (draft) => !draft.hasInvalidComponents && workloadClusters(tenant, workload).includes(draft.name),
    );
    const found = here.flatMap(({ name, options, clusterInfo }) => {
      const { redirects = [] } = resolveForEnvironment(workload, options.environment);
      const [first] = redirects;
      if (!first) return [];
      const sources = redirects.map(({ from }) => from);
      const unclear = [
        ...redirects
          .filter(({ to }) => sources.includes(to))
          .map(({ to }) =>
            error([...path, 'redirects'], to, 'leads on to where others are led from', 'lead to where they end'),
          ),
        ...[...findDuplicates(sources, (from) => from).keys()].map((from) =>
          error([...path, 'redirects'], from, 'is led to two hosts', 'write each host once'),
        ),
      ];
      const api = clusterInfo.capabilities.ingress?.api;
      if (ingressApisWithRedirects.some((known) => known === api)) return unclear;
      return [
        ...unclear,
        error(
          [...path, 'redirects'],
          first.from,
          `what serves the Ingresses of cluster '${name}' is not known to lead hosts to others${api === undefined ? '' : `: ${api}`}`,
          "take traefik() or nginx(), or say which of them the cluster has: provides: { ingress: { api: 'traefik' } }; or let the application serve the host and answer by itself",
        ),
      ];
    });
    return uniqueProblems(found);
  });
}
