import { kinds } from '../../constructs/kinds';
import { language } from '../../src/language';
import { formatProblem } from '../../src/schema/problem';

/** What is wrong with a cluster of these components that exists already, as people read it. */
export function told(...components: readonly object[]): readonly string[] {
  return toldOf({ components });
}

/** What is wrong with a cluster of these options, as people read it. */
export function toldOf(options: object, tenants: object = {}): readonly string[] {
  const exists = { kind: 'existing', kubeconfig: 'a.yaml', provides: { network: {}, 'network-policy': {}, dns: {} } };
  const a = { environment: 'dev', ...('controlPlanes' in options ? {} : exists), ...options };
  return language(kinds)
    .check({ name: 'acme', domain: 'acme.example', environments: ['dev'], clusters: { a }, tenants })
    .map(formatProblem);
}

/** What is wrong with a cluster of three machines with a network, one of them a control plane, as people read it. */
export function toldOnMachines(...components: readonly object[]): readonly string[] {
  return toldOf({
    kind: 'on-prem',
    ssh: { user: 'ops' },
    controlPlanes: { cp1: '10.0.0.11' },
    workers: { w1: '10.0.0.21', w2: '10.0.0.22' },
    components: [{ kind: 'flannel' }, { kind: 'core-dns' }, ...components],
  });
}
