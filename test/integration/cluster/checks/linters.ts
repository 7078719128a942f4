import { tenantLabel } from '../../../../src/kinds/labels';
import { run } from '../../../../tools/command';
import { tool } from '../../../../tools/tool';
import type { KubernetesObject } from '../api';
import type { Check } from '../check';

/** Findings that stay, each with its reason in docs/tenants.md. */
const staying = [
  'container-image-pull-policy',
  'container-security-context-user-group-id',
  'container-security-context-readonlyrootfilesystem',
  'deployment-replicas',
  'deployment-strategy',
  'networkpolicy-targets-pod',
];

/** What product teams run has no critical finding of kube-score but those that stay. */
export const check: Check = {
  name: 'kube-score finds nothing critical in what tenants run',
  skip: ({ objects }) => (ofTenants(objects).length > 0 ? undefined : 'no tenant'),
  async run({ objects }) {
    const input = ofTenants(objects)
      .map((object) => JSON.stringify(object))
      .join('\n---\n');
    const ignored = staying.flatMap((test) => ['--ignore-test', test]);
    const { stdout } = await run(
      await tool('kube-score'),
      ['score', '--output-format', 'ci', '--ignore-container-cpu-limit', ...ignored, '-'],
      { input, exitCodes: [0, 1] },
    );
    const critical = stdout.split('\n').filter((line) => line.startsWith('[CRITICAL]'));
    if (critical.length > 0) throw new Error(critical.join('\n'));
  },
};

function ofTenants(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const namespaces = new Set(
    objects.filter(({ kind, metadata }) => kind === 'Namespace' && metadata.labels?.[tenantLabel]).map(nameOf),
  );
  const own = objects.filter(({ metadata }) => namespaces.has(metadata.namespace ?? ''));
  return own.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/managed-by'] === 'plinth');
}

function nameOf({ metadata }: KubernetesObject): string {
  return metadata.name;
}
