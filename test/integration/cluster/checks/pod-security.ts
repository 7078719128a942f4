import { ApiError } from '../api';
import type { Check } from '../check';

/** Every namespace that Plinth makes says what its pods may do, and the API server holds them to it. */
export const check: Check = {
  name: 'a privileged pod is refused in every namespace that is not privileged',
  skip: ({ objects }) => (objects.some(({ kind }) => kind === 'Namespace') ? undefined : 'no namespace'),
  async run({ api, objects }) {
    const wrong: string[] = [];
    for (const { kind, metadata } of objects) {
      if (kind !== 'Namespace') continue;
      const level = metadata.labels?.['pod-security.kubernetes.io/enforce'];
      if (level === undefined) wrong.push(`namespace ${metadata.name} does not say its Pod Security level`);
      if (level === undefined || level === 'privileged') continue;
      try {
        await api.create(privilegedPod, `/api/v1/namespaces/${metadata.name}/pods`, { dryRun: true });
        wrong.push(`namespace ${metadata.name} (${level}) takes a privileged pod`);
      } catch (error) {
        if (!(error instanceof ApiError && error.message.includes('violates PodSecurity'))) throw error;
      }
    }
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  },
};

const privilegedPod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'intruder' },
  spec: { containers: [{ name: 'intruder', image: 'intruder', securityContext: { privileged: true } }] },
};
