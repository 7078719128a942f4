import { ApiError } from '../api';
import type { Check } from '../check';

/** Every namespace sets a Pod Security level, and the API server enforces it. */
export const check: Check = {
  name: 'a privileged pod is rejected in every namespace that is not privileged',
  skip: ({ objects }) => (objects.some(({ kind }) => kind === 'Namespace') ? undefined : 'no namespace'),
  async run({ api, objects }) {
    const problems: string[] = [];
    for (const { kind, metadata } of objects) {
      if (kind !== 'Namespace') continue;
      const level = metadata.labels?.['pod-security.kubernetes.io/enforce'];
      if (level === undefined) problems.push(`namespace ${metadata.name} has no Pod Security level`);
      if (level === undefined || level === 'privileged') continue;
      try {
        await api.create(privilegedPod, `/api/v1/namespaces/${metadata.name}/pods`, { dryRun: true });
        problems.push(`namespace ${metadata.name} (${level}) admits a privileged pod`);
      } catch (error) {
        if (!(error instanceof ApiError && error.message.includes('violates PodSecurity'))) throw error;
      }
    }
    if (problems.length > 0) throw new Error(problems.join('\n'));
  },
};

const privilegedPod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'privileged' },
  spec: { containers: [{ name: 'privileged', image: 'privileged', securityContext: { privileged: true } }] },
};
