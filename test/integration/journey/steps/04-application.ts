import { eventually } from '../../cluster/check';
import { getDeployment } from '../platform';
import type { JourneyStep } from '../step';

export const step: JourneyStep = {
  name: 'the application is available on both clusters',
  standIns: ['containers'],
  run: async (context) => {
    for (const cluster of ['dev', 'prod'] as const)
      await eventually(60, async () => {
        const { status } = await getDeployment(context, cluster, 'web');
        const { replicas = 0, availableReplicas = 0 } = status;
        return replicas > 0 && replicas === availableReplicas
          ? undefined
          : `${cluster}: ${availableReplicas} of ${replicas} pods are available`;
      });
  },
};
