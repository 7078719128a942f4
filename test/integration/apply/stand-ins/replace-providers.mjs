// Stand-in for the Helm and Kubernetes providers: rewrites the stack in the working directory so that each of their resources
// is a `terraform_data`, which is built into Terraform. Names, order and values stay, except for values of their data sources;
// nothing reaches a cluster.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const file = 'cdk.tf.json';
if (existsSync(file)) {
  const { provider: _provider, data: _data, resource = {}, ...stack } = JSON.parse(readFileSync(file, 'utf8'));
  delete stack.terraform.required_providers;
  const { terraform_data = {}, ...provided } = resource;
  const replaced = Object.entries(provided).flatMap(([type, resources]) =>
    Object.entries(resources).map(([id, { depends_on = [], ...input }]) => [`${type}-${id}`, { depends_on, input }]),
  );
  const all = Object.entries({ ...terraform_data, ...Object.fromEntries(replaced) }).map(([id, block]) => [
    id,
    {
      ...block,
      depends_on: block.depends_on
        ?.filter((address) => !address.startsWith('data.'))
        .map((address) => address.replace(/^(?!terraform_data)(\w+)\./, 'terraform_data.$1-')),
    },
  ]);
  const replaceDataSources = (_key, value) =>
    typeof value === 'string' && /\$\{.*\bdata\.\w+\./.test(value) ? 'value of a data source' : value;
  const resources = { terraform_data: Object.fromEntries(all) };
  writeFileSync(file, JSON.stringify({ ...stack, resource: resources }, replaceDataSources, 2));
}
