import { error, warning, type Problem } from '../../../src/schema/problem';
import { suggest } from '../../../src/schema/suggestions';
import { listHosts, usesExternalEtcd } from './hosts';
import type { OnPremOptions } from './schema';

/** Checks that zones contain hosts of the cluster, each at most once, and that etcd survives the loss of a zone. */
export function checkZones(options: OnPremOptions): readonly Problem[] {
  const names = listHosts(options).map(({ name }) => name);
  const zones = Object.entries(options.zones);
  const problems = zones.flatMap(([zone, hosts]) =>
    hosts.flatMap((host, index) => {
      const path = ['zones', zone, index];
      if (!names.includes(host)) return [error(path, host, 'is not a host of this cluster', suggest(host, names))];
      const [other] = zones.find(([name, others]) => name !== zone && others.includes(host)) ?? [];
      // Reported once, at the later zone.
      if (
        other === undefined ||
        zones.findIndex(([name]) => name === other) > zones.findIndex(([name]) => name === zone)
      )
        return [];
      return [error(path, host, `is in the zone ${other} already`, 'write each host into one zone')];
    }),
  );
  return problems.length > 0 ? problems : checkQuorum(options);
}

/** Warns about a zone whose loss would take the majority of etcd's members. */
function checkQuorum(options: OnPremOptions): readonly Problem[] {
  const members = Object.keys(usesExternalEtcd(options) ? options.etcd : options.controlPlanes);
  const zones = Object.entries(options.zones);
  if (zones.length < 2 || members.length < 3) return [];
  return zones.flatMap(([zone, hosts]) => {
    const lost = members.filter((member) => hosts.includes(member));
    if (members.length - lost.length > members.length / 2) return [];
    return [
      warning(
        ['zones', zone],
        undefined,
        `contains ${lost.length} of the ${members.length} members of etcd (${lost.join(', ')}): without this zone, the API is down`,
        'distribute the members over three zones',
      ),
    ];
  });
}
