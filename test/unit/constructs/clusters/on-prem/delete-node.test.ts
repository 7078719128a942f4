import { runHostScript } from './run-host-script';

describe('the removal of a node', () => {
  /** Runs delete-node.sh with this node (`NAME|ADDRESS|UNSCHEDULABLE`), and lists the verbs of kubectl. */
  function deleteNode(nodeText: string, environment: Readonly<Record<string, string>> = {}, drainError = '') {
    const result = runHostScript('delete-node', {
      environment: { STAGE: 'joined', ...environment },
      programs: {
        kubectl: `case "$*" in
          *'get node '*) printf '%s' '${nodeText}' ;;
          *'get poddisruptionbudgets'*) printf 'shop web app=web,\\nbank api app=api,\\n' ;;
          *'get pods --namespace shop'*'spec.nodeName=w1 --selector app=web '*) echo pod/web-1 ;;
          *drain*) if [ -n '${drainError}' ]; then echo '${drainError}' >&2; exit 1; fi ;;
        esac`,
      },
    });
    const verbs = result.calls.flatMap(
      (call) => /(?:^kubectl .*?)\b(cordon|uncordon|drain|delete)\b/.exec(call)?.[1] ?? [],
    );
    return { ...result, verbs };
  }

  test('drains it before it is deleted', () => {
    const { status, verbs } = deleteNode('w1|10.0.0.21|');
    expect(status).toBe(0);
    expect(verbs).toEqual(['cordon', 'drain', 'delete']);
  });

  test('does not delete it if it cannot be drained, uncordons it, and lists only the budgets of its pods', () => {
    const { status, stderr, verbs } = deleteNode('w1|10.0.0.21|', {}, 'error when evicting');
    expect(status).toBe(1);
    expect(verbs).toEqual(['cordon', 'drain', 'uncordon']);
    expect(stderr).toContain('error when evicting');
    expect(stderr).toContain('could not be drained within 300 seconds and is schedulable again');
    expect(stderr).toContain('shop/web');
    expect(stderr).not.toContain('bank/api');
  });

  test('does not uncordon a node that an operator had cordoned', () => {
    const { stderr, verbs } = deleteNode('w1|10.0.0.21|true', {}, 'error when evicting');
    expect(verbs).toEqual(['cordon', 'drain']);
    expect(stderr).toContain('could not be drained within 300 seconds: make its pods evictable');
  });

  test('does not drain a host that is unreachable', () => {
    expect(deleteNode('w1|10.0.0.21|', { STAGE: 'unreachable' }).verbs).toEqual(['cordon', 'delete']);
  });

  test('does not change a node with its name on another host', () => {
    const { status, stderr, verbs } = deleteNode('w1|10.0.0.33|');
    expect([status, verbs]).toEqual([0, []]);
    expect(stderr).toContain('the node with this name is on another host (10.0.0.33)');
  });
});
