import type { Site } from '../../../../lab/scenario';

/** Fails unless etcd has exactly these members, all started and with a vote; `asked` is one of them. */
export async function hasEtcd(site: Site, asked: string, names: readonly string[]): Promise<void> {
  const { stdout } = await site.on(asked, 'sudo bash -s', memberList);
  const members = stdout
    .trim()
    .split('\n')
    .map((line) => {
      const [, status, name, , , isLearner] = line.split(', ');
      return `${name ?? ''} ${status ?? ''}${isLearner === 'true' ? ' without a vote' : ''}`;
    });
  const expected = names.map((name) => `${name} started`);
  if (members.sort().join() !== expected.sort().join()) throw new Error(`etcd has: ${members.join('; ')}`);
}

const memberList = String.raw`
for container in $(ctr --namespace k8s.io containers list --quiet 'labels."io.kubernetes.container.name"==etcd'); do
  if ctr --namespace k8s.io tasks list | grep -q "^$container .*RUNNING"; then
    cd /etc/kubernetes/pki/etcd
    ctr --namespace k8s.io tasks exec --exec-id "look-$$" "$container" \
      etcdctl --cacert "$PWD/ca.crt" --cert "$PWD/server.crt" --key "$PWD/server.key" member list
  fi
done
`;
