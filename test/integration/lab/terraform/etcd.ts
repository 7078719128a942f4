import type { ScenarioContext } from '../../../../lab/scenario';

/** Checks that etcd has exactly these members, all started and voting. `host` is the member that is queried. */
export async function expectEtcdMembers(
  context: ScenarioContext,
  host: string,
  names: readonly string[],
): Promise<void> {
  const { stdout } = await context.runOnHost(host, 'sudo bash -s', memberListScript);
  const members = stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [, status, name, , , isLearner] = line.split(', ');
      return `${name ?? ''} ${status ?? ''}${isLearner === 'true' ? ' (learner)' : ''}`;
    });
  const expected = names.map((name) => `${name} started`);
  if (members.sort().join() !== expected.sort().join()) throw new Error(`etcd has the members: ${members.join('; ')}`);
}

const memberListScript = String.raw`
for container in $(ctr --namespace k8s.io containers list --quiet 'labels."io.kubernetes.container.name"==etcd'); do
  if ctr --namespace k8s.io tasks list | grep -q "^$container .*RUNNING"; then
    cd /etc/kubernetes/pki/etcd
    ctr --namespace k8s.io tasks exec --exec-id "look-$$" "$container" \
      etcdctl --cacert "$PWD/ca.crt" --cert "$PWD/server.crt" --key "$PWD/server.key" member list
  fi
done
`;
