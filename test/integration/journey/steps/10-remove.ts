import { expectEqual, expectResult } from '../../apply/expect';
import { applyPlatform, applyStandIns } from '../platform';
import type { JourneyStep } from '../step';

export const step: JourneyStep = {
  name: 'the tenant is removed, and then the platform',
  standIns: applyStandIns,
  run: async (context) => {
    const { project, kubectl, controlPlanes } = context;
    for (const tenant of ['shop', 'bank']) project.delete(`tenants/${tenant}.yaml`);
    project.write('platform.yaml', project.read('platform.yaml').replace(/^tenants:\n(?: .*\n)+/m, 'tenants: {}\n'));
    expectResult(await project.plinth('apply', '--yes', '--kubectl', kubectl), 1, 'tenants.shop: was removed');
    await applyPlatform(context, '--allow-removal', 'tenants.shop', '--allow-removal', 'tenants.bank');
    const deployment = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop' } };
    expectEqual((await controlPlanes.prod.api.tryGet(deployment)) === undefined, true);
    await project.mustRun('destroy', '--confirm', 'acme', '--kubectl', kubectl);
    expectEqual(project.listAppliedStacks(), []);
    expectEqual(project.has('plinth.lock.json'), false);
  },
};
