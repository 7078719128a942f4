import { expectEqual } from '../../apply/expect';
import { applyPlatform, applyStandIns } from '../platform';
import type { JourneyStep } from '../step';

export const step: JourneyStep = {
  name: 'Kubernetes is upgraded from 1.35 to 1.36',
  standIns: [...applyStandIns, 'upgrade of the control plane'],
  run: async (context) => {
    const { project, controlPlanes } = context;
    project.write(
      'platform.yaml',
      project.read('platform.yaml').replaceAll("kubernetes: '1.35'", "kubernetes: '1.36'"),
    );
    await applyPlatform(context);
    const { metadata } = (await controlPlanes.prod.api.get('/api/v1/namespaces/shop')) as {
      readonly metadata: { readonly labels: Readonly<Record<string, string>> };
    };
    expectEqual(metadata.labels['pod-security.kubernetes.io/enforce-version'], 'v1.36');
  },
};
