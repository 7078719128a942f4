// Stand-in for `kubectl get configmaps`: reads the marker from the Terraform state in which the stand-in for the Kubernetes
// provider has put it.
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { argv, stdout } from 'node:process';

const kubeconfig = argv.find((argument) => argument.startsWith('--kubeconfig='))?.slice('--kubeconfig='.length);
const cluster = basename(kubeconfig, '.yaml');
const items = ['bootstrap', 'platform'].flatMap((phase) => {
  const state = join(dirname(kubeconfig), `../state/${cluster}-${phase}.tfstate`);
  if (!existsSync(state)) return [];
  const { resources } = JSON.parse(readFileSync(state, 'utf8'));
  const marker = resources.find(({ name }) => name === 'kubernetes_config_map_v1-plinth');
  return (marker?.instances ?? []).map(({ attributes }) => ({ data: attributes.output.value.data }));
});
stdout.write(JSON.stringify({ items }));
