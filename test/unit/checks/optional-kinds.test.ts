import { addModuleFix, optionalKinds } from '../../../src/checks/optional-kinds';
import { error } from '../../../src/schema/problem';
import { builtInLanguage } from '../../../src/synth';
import { loadCloudModules } from '../../../tools/reference/kind-modules';

test('the list has every kind of the modules that are loaded only where they are used', () => {
  for (const { name, kinds } of loadCloudModules())
    expect([...(optionalKinds[`plinth/${name}`] ?? [])]).toEqual(kinds.map(({ kind }) => kind).sort());
});

test('an error of such a kind on a cluster in another cloud names the kinds of that cloud', () => {
  const clusters = { dev: { kind: 'eks', components: [{ kind: 'cloud-sql' }] } };
  const problem = error(['clusters', 'dev', 'components', 0, 'kind'], 'cloud-sql', 'no such kind', '');
  expect(addModuleFix(problem, { clusters })).toMatchObject({
    message: 'is a kind of plinth/google, and the cluster is one of plinth/aws',
    fix: expect.stringMatching(/^write a kind of plinth\/aws: .*'rds'/) as string,
  });
});

test('an error of such a kind names its module', () => {
  const clusters = { dev: { kind: 'eks', environment: 'dev' } };
  const [problem] = builtInLanguage.check({ name: 'acme', domain: 'acme.example', environments: ['dev'], clusters });
  expect(problem).toMatchObject({
    path: ['clusters', 'dev', 'kind'],
    message: 'is a kind of plinth/aws, which the definition does not load',
    fix: 'write kinds: [plinth/aws] at the top of a YAML file, or language([...kinds, …]) in TypeScript',
  });
  const other = error(['clusters', 'dev', 'kind'], 'ekss', 'no such kind', "write 'existing'");
  expect(addModuleFix(other, {})).toBe(other);
});
