import { evaluatePodSecurity, type PodTemplate } from '../../../../constructs/tenants/admission/pod-security';
import { defaultKubernetesVersion } from '../../../../src/definition/kubernetes-versions';
import type { PodSecurity } from '../../../../src/kinds/release';
import type { Report } from '../../../../tools/report';
import { ApiError, type Api } from '../api';
import { eventually } from '../check';
import { listPodVariants } from './pod-variants';

const levels: readonly PodSecurity[] = ['privileged', 'baseline', 'restricted'];

/** Creates every variant of a pod at every level, and compares the API server's decision with that of the plan. */
export async function testPodSecurity(report: Report, api: Api): Promise<void> {
  const variants = listPodVariants();
  const total = variants.length * levels.length;
  await report.check(
    `attacks: the plan and the API server agree on ${total} pods at the Pod Security levels`,
    async () => {
      for (const level of levels) await addNamespace(api, level);
      const differences = await Promise.all(
        levels.flatMap((level) =>
          variants.map(async ({ name, pod }) => {
            const violations = evaluatePodSecurity(pod as PodTemplate, { level, kubernetes: defaultKubernetesVersion });
            const refusal = await tryCreate(api, pod, level);
            const isRefused = refusal !== undefined;
            if (isRefused === violations.length > 0) return [];
            return [`${level}: ${name}: plan [${violations.join('; ')}], API server [${refusal ?? 'accepted'}]`];
          }),
        ),
      );
      if (differences.flat().length > 0) throw new Error(differences.flat().join('\n'));
    },
  );
}

async function addNamespace(api: Api, level: PodSecurity): Promise<void> {
  const name = namespaceOf(level);
  const labels = {
    'pod-security.kubernetes.io/enforce': level,
    'pod-security.kubernetes.io/enforce-version': `v${defaultKubernetesVersion}`,
  };
  await api.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } });
  await eventually(30, async () => {
    const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'default', namespace: name } };
    return (await api.tryGet(account)) ? undefined : `namespace ${name} has no default ServiceAccount`;
  });
}

function namespaceOf(level: PodSecurity): string {
  return `pod-security-${level}`;
}

/** Returns the refusal by Pod Security; undefined if the pod is accepted. */
async function tryCreate(api: Api, pod: object, level: PodSecurity): Promise<string | undefined> {
  const { metadata = {}, spec } = pod as { readonly metadata?: object; readonly spec: object };
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'pod', ...metadata }, spec };
  try {
    await api.create(object, `/api/v1/namespaces/${namespaceOf(level)}/pods`, { dryRun: true });
    return undefined;
  } catch (error) {
    if (error instanceof ApiError && error.message.includes('violates PodSecurity')) return error.message;
    throw error;
  }
}
