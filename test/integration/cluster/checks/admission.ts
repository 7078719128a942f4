import { eventually, type Check } from '../check';
import type { KubernetesObject } from '../api';

/** The API server compiles every expression, and says where it does not fit the kinds that it is about. */
export const check: Check = {
  name: 'the API server understands every admission policy',
  skip: ({ objects }) => (objects.some(isPolicy) ? undefined : 'no admission policy'),
  async run({ api, objects }) {
    for (const policy of objects.filter(isPolicy)) {
      await eventually(30, async () => {
        const { status = {} } = ((await api.tryGet(policy)) ?? {}) as { status?: Status };
        const warnings = status.typeChecking?.expressionWarnings ?? [];
        if (warnings.length > 0) throw new Error(`${policy.metadata.name}: ${warnings.map(told).join('; ')}`);
        return status.typeChecking ? undefined : `${policy.metadata.name} is not looked at`;
      });
    }
  },
};

interface Status {
  readonly typeChecking?: { readonly expressionWarnings?: readonly { fieldRef: string; warning: string }[] };
}

function told({ fieldRef, warning }: { fieldRef: string; warning: string }): string {
  return `${fieldRef}: ${warning}`;
}

function isPolicy({ kind }: KubernetesObject): boolean {
  return kind === 'ValidatingAdmissionPolicy';
}
