import { z as otherZod } from 'zod/v3';
import packageJson from '../../../package.json';
import { machineKind } from '../../../constructs/machines';
import type { OptionsSchema } from '../../../src/definition/component';
import { clusterKind } from '../../../src/kinds/cluster-kind';
import { componentKind } from '../../../src/kinds/component-kind';

/** What a program gets that imports `zod` where npm has installed zod 3. */
const schema = otherZod.object({ text: otherZod.string() }).strict() as unknown as OptionsSchema;

const common = { kind: 'notice', summary: 'Notice for users.', schema };

test.each([
  ['component', () => componentKind({ ...common, releases: () => [] })],
  ['cluster', () => clusterKind({ ...common, connection: () => ({ type: 'kubeconfig', path: 'k' }) })],
  ['cluster on machines', () => machineKind({ ...common, addProviders: () => undefined, addMachines: () => ({}) })],
])('a kind of %s with a schema of another version of zod is refused', (_, create) => {
  expect(create).toThrow(
    `schema of kind 'notice' is from another version of zod than Plinth's: install zod ${packageJson.dependencies.zod} (`,
  );
});
