import { kinds } from '../../constructs/kinds';
import { language } from '../../src/language';
import { formatProblem } from '../../src/schema/problem';
import { isAboutSharedClusters } from './shared-clusters';

/** Returns the problems of an existing cluster with these components, formatted as for users. */
export function checkComponents(...components: readonly object[]): readonly string[] {
  return checkCluster({ components });
}

/** Returns the problems of cluster `a` with these options, formatted as for users. Its default kind is `existing`. */
export function checkCluster(options: object, tenants: object = {}): readonly string[] {
  const existingCluster = {
    kind: 'existing',
    kubeconfig: 'a.yaml',
    provides: { network: {}, 'network-policy': {}, dns: {} },
  };
  const a = { environment: 'dev', ...('controlPlanes' in options ? {} : existingCluster), ...options };
  return language(kinds)
    .check({ name: 'acme', domain: 'acme.example', environments: ['dev'], clusters: { a }, tenants })
    .filter((problem) => !isAboutSharedClusters(problem))
    .map(formatProblem);
}

/**
 * Returns the problems of an on-premises cluster with these components, formatted as for users. The cluster has a
 * network, one control plane and two workers.
 */
export function checkComponentsOnMachines(...components: readonly object[]): readonly string[] {
  return checkCluster({
    kind: 'on-prem',
    ssh: { user: 'ops' },
    controlPlanes: { cp1: '10.0.0.11' },
    workers: { w1: '10.0.0.21', w2: '10.0.0.22' },
    components: [{ kind: 'flannel' }, { kind: 'core-dns' }, ...components],
  });
}
