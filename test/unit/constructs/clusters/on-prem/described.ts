import { z } from 'zod';
import { onPrem } from '../../../../../constructs/clusters/on-prem';
import { componentKind } from '../../../../../src/kinds/component-kind';
import { language } from '../../../../../src/language';
import type { Plan } from '../../../../../src/plan';

/** A component that gives out tokens. */
const door = componentKind({
  kind: 'door',
  summary: 'Knows who comes in.',
  schema: z.strictObject({}),
  issuer: (_, { domain }) => `https://login.${domain}`,
  releases: () => [],
});

/** The options of a small cluster; the tests change one thing at a time. */
export const small = {
  environment: 'dev',
  ssh: { user: 'ops' },
  controlPlanes: { cp1: '10.0.0.11' },
  workers: { w1: '10.0.0.21' },
};

/** Plans a platform with one cluster of these options. */
export function planOf(options: object, before?: object): Plan {
  const platform = (cluster: object) => ({
    name: 'acme',
    domain: 'acme.example',
    environments: ['dev'],
    clusters: { dc1: { kind: 'on-prem', ...cluster } },
    tenants: {},
  });
  return language([onPrem, door]).plan(platform(options), before && platform(before));
}
