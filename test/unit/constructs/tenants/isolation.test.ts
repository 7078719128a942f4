import fc from 'fast-check';
import { actorsOf, cast, expected, pairsOf, policiesOf, ports, told } from '../../../support/access-model';
import { reaches } from '../../../support/network-evaluator';

test('who reaches whom by the policies is who may by the description, for any tenants', () => {
  fc.assert(
    fc.property(cast, (workloads) => {
      const policies = policiesOf(workloads);
      for (const [from, to] of pairsOf(actorsOf(workloads))) {
        for (const port of ports) {
          const real = reaches(policies, from.end, to.end, port);
          if (real === expected(from, to, port)) continue;
          const verb = real ? 'reaches' : 'does not reach';
          throw new Error(`${told(from)} ${verb} ${told(to)} ${port.protocol} ${port.port}`);
        }
      }
    }),
    { numRuns: 50 },
  );
});
