import { runHostScript } from './run-host-script';

/** Node w1 as kubectl prints it for the jsonpath of create-join-token.sh. */
const node = (ready: string, address = '10.0.0.21', created = '2020-01-01T00:00:00Z') =>
  `w1|${ready}|${address}|${created}`;

/** Runs create-join-token.sh with a kubectl that prints this node, and returns what it deleted. */
function createToken(nodeText: string, environment: Readonly<Record<string, string>>, etcdMembers = '') {
  const result = runHostScript('create-join-token', {
    environment,
    functions: `
      sleep() { :; }
      etcdctl() {
        case "$*" in
          'member list') printf '%s' '${etcdMembers}' ;;
          'endpoint health'*10.0.0.99*) return 1 ;;
          'endpoint health'*) printf '%s is healthy\\n' https://127.0.0.1:2379 https://10.0.0.11:2379 https://10.0.0.12:2379 ;;
          *) echo "etcdctl $*" >>"$ROOT/ran" ;;
        esac
      }`,
    programs: {
      kubectl: `case "$*" in *'get node '*) printf '%s' '${nodeText}' ;; esac`,
      kubeadm: 'echo token',
      openssl: 'cat >/dev/null; echo key',
    },
  });
  return {
    ...result,
    deletions: result.calls.flatMap((call) => /delete node \S+|member remove \S+/.exec(call)?.[0] ?? []),
  };
}

describe('the join token', () => {
  const controlPlane = { ROLE: 'control-plane' };
  const member = 'a3, started, w1, https://10.0.0.21:2380, https://10.0.0.21:2379, false\n';
  const otherMember = 'a1, started, cp1, https://10.0.0.11:2380, https://10.0.0.11:2379, false\n';

  test.each(['joining', 'prepared', 'none'])(
    'of a worker whose node is Ready at its address deletes no node, at stage %s',
    (STAGE) => {
      const { status, stdout, deletions } = createToken(node('True'), { STAGE });
      expect([status, stdout, deletions]).toEqual([0, 'start-kubelet\n', []]);
    },
  );

  test('of a control plane whose node is Ready deletes its etcd member, but not its node, before it is reset', () => {
    const environment = { ...controlPlane, STAGE: 'joining' };
    const { status, stdout, deletions } = createToken(node('True'), environment, member + otherMember);
    expect([status, stdout]).toEqual([0, 'discard-first\n']);
    expect(deletions).toEqual(['member remove a3']);
  });

  test('of a control plane whose node is still Ready after its reset deletes nothing', () => {
    const { status, stderr, deletions } = createToken(node('True'), { ...controlPlane, STAGE: 'discarded' });
    expect([status, deletions]).toEqual([1, []]);
    expect(stderr).toContain('a Ready node has its name and address');
  });

  test('deletes the node that an interrupted join left', () => {
    const { status, stdout, deletions } = createToken(node('False'), { STAGE: 'joining' });
    expect(status).toBe(0);
    expect(stdout).toContain('join 10.0.0.21:6443 token sha256:');
    expect(deletions).toEqual(['delete node w1']);
  });

  test('does not delete the new node of another apply, which joins the host at the same time', () => {
    const { status, stderr, deletions } = createToken(node('False', '10.0.0.21', new Date().toISOString()), {
      STAGE: 'prepared',
    });
    expect([status, deletions]).toEqual([1, []]);
    expect(stderr).toContain('most likely by another apply');
  });

  test('does not delete a Ready node with the same name on another host', () => {
    const { status, stderr, deletions } = createToken(node('True', '10.0.0.33'), { STAGE: 'none' });
    expect([status, deletions]).toEqual([1, []]);
    expect(stderr).toContain('the name is taken by a Ready node on another host (10.0.0.33)');
  });

  test('deletes the node of a machine that had another address', () => {
    const { status, deletions } = createToken(node('Unknown', '10.0.0.33'), { STAGE: 'joined' });
    expect(status).toBe(0);
    expect(deletions).toHaveLength(1);
  });

  test.each([
    ['a node', node('False'), ''],
    ['an etcd member', '', member + otherMember],
  ])('is refused to a control plane that has joined and is not healthy, while it is %s', (_, nodeText, members) => {
    const environment = { ...controlPlane, STAGE: 'joined' };
    const { status, stderr, deletions } = createToken(nodeText, environment, members);
    expect([status, deletions]).toEqual([1, []]);
    expect(stderr).toMatch(/nothing was changed; repair it .* or replace it: remove it from the definition, apply/);
  });

  test('does not remove a healthy etcd member with the same name on another host', () => {
    const other = 'a2, started, w1, https://10.0.0.12:2380, https://10.0.0.12:2379, false\n';
    const { status, stderr, deletions } = createToken('', { ...controlPlane, STAGE: 'none' }, other + otherMember);
    expect([status, deletions]).toEqual([1, []]);
    expect(stderr).toContain('the name is taken by a healthy etcd member on another host');
  });

  test('does not remove an etcd member that leaves the others without a quorum', () => {
    const lost = ['98', '99'].map(
      (n) => `b${n}, started, m${n}, https://10.0.0.${n}:2380, https://10.0.0.${n}:2379, false\n`,
    );
    const { status, stderr, deletions } = createToken(
      '',
      { ...controlPlane, STAGE: 'joining' },
      member + lost.join(''),
    );
    expect([status, deletions]).toEqual([1, []]);
    expect(stderr).toContain('which is no quorum');
  });
});
