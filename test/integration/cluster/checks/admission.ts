import { eventually, type Check } from '../check';
import type { KubernetesObject } from '../api';

/** Reads the result of type checking, in which the API server reports expressions that do not match the policy's kinds. */
export const check: Check = {
  name: 'the API server compiles every admission policy without warnings',
  skip: ({ objects }) => (objects.some(isPolicy) ? undefined : 'no admission policy'),
  async run({ api, objects }) {
    for (const policy of objects.filter(isPolicy)) {
      await eventually(30, async () => {
        const { status = {} } = ((await api.tryGet(policy)) ?? {}) as { status?: Status };
        const warnings = status.typeChecking?.expressionWarnings ?? [];
        if (warnings.length > 0) throw new Error(`${policy.metadata.name}: ${warnings.map(formatWarning).join('; ')}`);
        return status.typeChecking ? undefined : `${policy.metadata.name} is not type-checked`;
      });
    }
  },
};

interface Status {
  readonly typeChecking?: { readonly expressionWarnings?: readonly { fieldRef: string; warning: string }[] };
}

function formatWarning({ fieldRef, warning }: { fieldRef: string; warning: string }): string {
  return `${fieldRef}: ${warning}`;
}

function isPolicy({ kind }: KubernetesObject): boolean {
  return kind === 'ValidatingAdmissionPolicy';
}
