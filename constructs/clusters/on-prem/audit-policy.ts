import { formatYaml } from '../../kubernetes/yaml';
import type { OnPremOptions } from './schema';

/**
 * Default policy: who did what, without the content of objects, so that no Secret reaches the log. Frequent requests of
 * the control plane that change nothing are not logged.
 * @see https://kubernetes.io/docs/tasks/debug/debug-cluster/audit/
 */
const defaultPolicy = {
  omitStages: ['RequestReceived'],
  rules: [
    { level: 'None', nonResourceURLs: ['/healthz*', '/livez*', '/readyz*', '/version', '/openapi/*'] },
    {
      level: 'None',
      resources: [
        { group: '', resources: ['events'] },
        { group: 'events.k8s.io', resources: ['events'] },
        { group: 'coordination.k8s.io', resources: ['leases'] },
      ],
    },
    {
      level: 'None',
      users: ['system:apiserver', 'system:kube-controller-manager', 'system:kube-proxy', 'system:kube-scheduler'],
      verbs: ['get', 'list', 'watch'],
    },
    { level: 'None', userGroups: ['system:nodes'], verbs: ['get', 'list', 'watch'] },
    { level: 'Metadata' },
  ],
};

/** Returns the audit policy of a cluster as YAML; an empty string if it writes no audit log. */
export function renderAuditPolicy({ auditPolicy = defaultPolicy }: Pick<OnPremOptions, 'auditPolicy'>): string {
  return auditPolicy === false ? '' : formatYaml({ apiVersion: 'audit.k8s.io/v1', kind: 'Policy', ...auditPolicy });
}
