import { redirectingIngresses } from '../application';
import { clustersOf, inEnvironment, isJob } from '../placement';
import { error, type Problem } from '../problem';
import { claimedTwice, onceEach, type Known } from './known';
import { workloadsOf } from './workload-at';

/** Redirects that lead to where others begin, or to two hosts, or that what serves the Ingresses of a cluster cannot make. */
export function redirectProblems({ platform, drafts }: Known): readonly Problem[] {
  return workloadsOf(platform).flatMap(({ tenant, workload, path }) => {
    if (isJob(workload)) return [];
    const here = drafts.filter((draft) => !draft.partial && clustersOf(tenant, workload).includes(draft.name));
    const found = here.flatMap(({ name, options, facts }) => {
      const { redirects = [] } = inEnvironment(workload, options.environment);
      const [first] = redirects;
      if (!first) return [];
      const sources = redirects.map(({ from }) => from);
      const unclear = [
        ...redirects
          .filter(({ to }) => sources.includes(to))
          .map(({ to }) =>
            error([...path, 'redirects'], to, 'leads on to where others are led from', 'lead to where they end'),
          ),
        ...[...claimedTwice(sources, (from) => from).keys()].map((from) =>
          error([...path, 'redirects'], from, 'is led to two hosts', 'write each host once'),
        ),
      ];
      const api = facts.offers.ingress?.api;
      if (redirectingIngresses.some((known) => known === api)) return unclear;
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
    return onceEach(found);
  });
}
