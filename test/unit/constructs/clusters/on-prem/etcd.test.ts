import { run } from './on-root';

/** A line of `etcdctl member list`. */
const member = (id: string, name: string, address: string, learner = false) =>
  `${id}, started, ${name}, https://${address}:2380, https://${address}:2379, ${String(learner)}`;

const [e1, e2] = [member('a1', 'e1', '10.0.0.31'), member('a2', 'e2', '10.0.0.32')];

/** Takes w1 (10.0.0.21) out of etcd where these members are, of whom these are healthy. */
function remove(members: readonly string[], healthy: readonly string[]) {
  const functions = `
    etcdctl() {
      case "$*" in
        'member list') printf '%s\\n' ${members.map((line) => `'${line}'`).join(' ')} ;;
        'endpoint health'*) printf '%s is healthy\\n' https://127.0.0.1:2379 ${healthy.map((at) => `https://${at}:2379`).join(' ')} ;;
        *) echo "$*" >>"$ROOT/ran" ;;
      esac
    }`;
  const { status, said, ran } = run('etcd-remove-member', { functions });
  return { status, said, removed: ran.filter((line) => line.startsWith('member remove')) };
}

describe('a member of etcd', () => {
  const leaving = member('a3', 'w1', '10.0.0.21');

  test('is taken out while a majority of the others is healthy', () => {
    const { status, removed } = remove([e1, e2, leaving], ['10.0.0.31', '10.0.0.32']);
    expect(status).toBe(0);
    expect(removed).toEqual(['member remove a3']);
  });

  test('is not taken out when too few of the others are healthy, however often the one that is asked answers', () => {
    const { status, said, removed } = remove([e1, e2, leaving], ['10.0.0.31']);
    expect(status).not.toBe(0);
    expect(said).toContain('of the 2 remaining members, only 1 would be healthy, which is no quorum');
    expect(removed).toEqual([]);
  });

  test('is taken out whatever the others do while it has no vote', () => {
    const { status, removed } = remove([e1, e2, member('a3', 'w1', '10.0.0.21', true)], ['10.0.0.31']);
    expect(status).toBe(0);
    expect(removed).toEqual(['member remove a3']);
  });

  test('is found by its address before it has started and has a name', () => {
    const unstarted = 'a3, unstarted, , https://10.0.0.21:2380, , true';
    expect(remove([e1, unstarted], ['10.0.0.31']).removed).toEqual(['member remove a3']);
  });
});
