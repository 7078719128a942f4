import { runHostScript } from './run-host-script';

/** Formats a line of `etcdctl member list`. */
const memberLine = (id: string, name: string, address: string, isLearner = false) =>
  `${id}, started, ${name}, https://${address}:2380, https://${address}:2379, ${String(isLearner)}`;

const [e1, e2] = [memberLine('a1', 'e1', '10.0.0.31'), memberLine('a2', 'e2', '10.0.0.32')];

/** Runs etcd-remove-member.sh for the host w1 (10.0.0.21), with the given members and addresses of healthy members. */
function removeMember(members: readonly string[], healthyAddresses: readonly string[]) {
  const functions = `
    etcdctl() {
      case "$*" in
        'member list') printf '%s\\n' ${members.map((line) => `'${line}'`).join(' ')} ;;
        'endpoint health'*) printf '%s is healthy\\n' https://127.0.0.1:2379 ${healthyAddresses.map((address) => `https://${address}:2379`).join(' ')} ;;
        *) echo "$*" >>"$ROOT/ran" ;;
      esac
    }`;
  const { status, stderr, calls } = runHostScript('etcd-remove-member', { functions });
  return { status, stderr, removals: calls.filter((call) => call.startsWith('member remove')) };
}

describe('an etcd member', () => {
  const w1 = memberLine('a3', 'w1', '10.0.0.21');

  test('is removed while a quorum of the remaining members is healthy', () => {
    const { status, removals } = removeMember([e1, e2, w1], ['10.0.0.31', '10.0.0.32']);
    expect(status).toBe(0);
    expect(removals).toEqual(['member remove a3']);
  });

  test('is not removed without a quorum of healthy members, where the local endpoint does not count twice', () => {
    const { status, stderr, removals } = removeMember([e1, e2, w1], ['10.0.0.31']);
    expect(status).not.toBe(0);
    expect(stderr).toContain('of the 2 remaining members, only 1 would be healthy, which is no quorum');
    expect(removals).toEqual([]);
  });

  test('is always removed while it is a learner, which has no vote', () => {
    const { status, removals } = removeMember([e1, e2, memberLine('a3', 'w1', '10.0.0.21', true)], ['10.0.0.31']);
    expect(status).toBe(0);
    expect(removals).toEqual(['member remove a3']);
  });

  test('is found by its address before it has started and has a name', () => {
    const unstartedMember = 'a3, unstarted, , https://10.0.0.21:2380, , true';
    expect(removeMember([e1, unstartedMember], ['10.0.0.31']).removals).toEqual(['member remove a3']);
  });
});
