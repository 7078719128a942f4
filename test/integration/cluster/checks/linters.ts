import { tenantLabel } from '../../../../src/kinds/labels';
import { run } from '../../../../tools/command';
import { tool } from '../../../../tools/tool';
import type { KubernetesObject } from '../api';
import type { Check } from '../check';

/** Findings that Plinth does not fix; docs/tenants.md has the reasons. */
const acceptedFindings = [
  'container-image-pull-policy',
  'container-security-context-user-group-id',
  'container-security-context-readonlyrootfilesystem',
  'deployment-replicas',
  'deployment-strategy',
  'networkpolicy-targets-pod',
];

/** Runs kube-score on the objects that Plinth generates for tenants. */
export const check: Check = {
  name: 'kube-score reports no critical findings for tenants, except accepted ones',
  skip: ({ objects }) => (tenantObjects(objects).length > 0 ? undefined : 'no tenant'),
  async run({ objects }) {
    const input = tenantObjects(objects)
      .map((object) => JSON.stringify(object))
      .join('\n---\n');
    const ignoreOptions = acceptedFindings.flatMap((finding) => ['--ignore-test', finding]);
    const { stdout } = await run(
      await tool('kube-score'),
      ['score', '--output-format', 'ci', '--ignore-container-cpu-limit', ...ignoreOptions, '-'],
      { input, exitCodes: [0, 1] },
    );
    const critical = stdout.split('\n').filter((line) => line.startsWith('[CRITICAL]'));
    if (critical.length > 0) throw new Error(critical.join('\n'));
  },
};

function tenantObjects(objects: readonly KubernetesObject[]): readonly KubernetesObject[] {
  const namespaces = new Set(
    objects.filter(({ kind, metadata }) => kind === 'Namespace' && metadata.labels?.[tenantLabel]).map(nameOf),
  );
  const namespacedObjects = objects.filter(({ metadata }) => namespaces.has(metadata.namespace ?? ''));
  return namespacedObjects.filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/managed-by'] === 'plinth');
}

function nameOf({ metadata }: KubernetesObject): string {
  return metadata.name;
}
