import { eventually } from '../../cluster/check';
import { applyPlatform, applyStandIns, getDeployment } from '../platform';
import type { JourneyStep } from '../step';

export const step: JourneyStep = {
  name: 'a deleted application is restored',
  standIns: [...applyStandIns, 'backup'],
  run: async (context) => {
    const { api } = context.controlPlanes.prod;
    await api.delete({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop' } });
    await applyPlatform(context);
    await eventually(60, async () => {
      const { status } = await getDeployment(context, 'prod', 'web');
      return (status.availableReplicas ?? 0) > 0 ? undefined : 'no pod is available';
    });
  },
};
