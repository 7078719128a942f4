import fc from 'fast-check';
import {
  formatActor,
  isConnectionAllowed,
  listActorPairs,
  listActors,
  listErrorsWithoutCapabilities,
  ports,
  renderPolicies,
  workloadsArbitrary,
} from '../../../support/access-model';
import { reaches } from '../../../support/network-evaluator';

test('the policies of any tenants allow exactly the connections of their definitions', () => {
  fc.assert(
    fc.property(workloadsArbitrary, (workloads) => {
      const policies = renderPolicies(workloads);
      for (const [from, to] of listActorPairs(listActors(workloads))) {
        for (const port of ports) {
          const isReachable = reaches(policies, from.end, to.end, port);
          if (isReachable === isConnectionAllowed(from, to, port)) continue;
          const verb = isReachable ? 'reaches' : 'does not reach';
          throw new Error(`${formatActor(from)} ${verb} ${formatActor(to)} ${port.protocol} ${port.port}`);
        }
      }
    }),
    { numRuns: 50 },
  );
});

test('no workload accesses a capability of the platform without a permission of its tenant', () => {
  fc.assert(
    fc.property(workloadsArbitrary, (workloads) => {
      const expected = workloads.filter(({ metricsAccess }) => metricsAccess !== 'none').length;
      expect(listErrorsWithoutCapabilities(workloads)).toHaveLength(expected);
    }),
    { numRuns: 15 },
  );
});
