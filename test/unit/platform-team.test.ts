import { spawnSync } from 'node:child_process';
import { basename, dirname, join, resolve } from 'node:path';
import { loadAll } from 'js-yaml';
import type { NetworkPolicy } from 'kubernetes-types/networking/v1';
import { reaches, type End } from '../support/network-evaluator';
import { buildKustomization } from '../support/kustomize-build';
import { filesIn, inFolder } from '../support/output-files';

const root = resolve(__dirname, '../..');
jest.setTimeout(60_000);

interface Made {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly labels?: Readonly<Record<string, string>> };
}

/** Every plain object that an example has on one of its clusters. */
function objectsOf(example: string, cluster: string): readonly Made[] {
  return inFolder((folder) => {
    const program = ['--require', require.resolve('tsx/cjs'), join(root, 'src/cli/plinth.ts')];
    const command = [...program, 'synth', join(root, 'examples', `${example}.ts`), '--out', folder];
    const ran = spawnSync(process.execPath, command, {
      env: { PATH: '', TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') },
      encoding: 'utf8',
    });
    if (ran.status !== 0) throw new Error(ran.stderr);
    const files = filesIn(join(folder, 'dist'));
    const paths = Object.keys(files).filter((path) => path.startsWith(`${cluster}/`) && path.endsWith('.yaml'));
    const overlays = paths.filter((path) => basename(path) === 'kustomization.yaml').map((path) => dirname(path));
    const plain = paths.filter((path) => !path.endsWith('values.yaml') && !overlays.includes(dirname(path)));
    return [
      ...plain.flatMap((path) => loadAll(files[path] ?? '').filter(Boolean) as readonly Made[]),
      ...overlays.flatMap((overlay) => buildKustomization(files, overlay)),
    ];
  });
}

test('the platform team’s own application calls the APIs of delivery and observability, and no customer does', () => {
  const objects = objectsOf('dsenv', 'dev');
  const policies = objects.filter(({ kind }) => kind === 'NetworkPolicy') as unknown as readonly NetworkPolicy[];
  const pod = (namespace: string, name: string): End => {
    const made = objects.find(({ kind, metadata }) => kind === 'Namespace' && metadata.name === namespace);
    if (!made) throw new Error(`no namespace ${namespace}`);
    const namespaceLabels = { ...made.metadata.labels, 'kubernetes.io/metadata.name': namespace };
    return { ip: '10.244.0.1', pod: { namespace, namespaceLabels, labels: { 'app.kubernetes.io/name': name } } };
  };
  const apis = [
    { to: pod('argo-cd', 'argocd-server'), port: 8080 },
    { to: pod('loki', 'loki'), port: 3100 },
    { to: pod('monitoring', 'prometheus'), port: 9090 },
    { to: pod('grafana', 'grafana'), port: 3000 },
  ];
  const reached = (from: End) => apis.map(({ to, port }) => reaches(policies, from, to, { port, protocol: 'TCP' }));
  expect(reached(pod('dssys', 'blueprinter'))).toEqual([true, true, true, true]);
  const others = [
    pod('dssys', 'portal'),
    ...['customer-a', 'customer-b'].flatMap((customer) => [pod(customer, 'webapp-1'), pod(customer, 'webapp-2')]),
    // One that calls itself what the platform team's is called.
    pod('customer-a', 'blueprinter'),
  ];
  for (const other of others) expect(reached(other)).toEqual([false, false, false, false]);
});
