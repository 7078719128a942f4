import { findSecrets } from '../../../../src/checks/secrets/find-secrets';
import { formatPath, formatProblem, type PathSegment, type Problem } from '../../../../src/schema/problem';
import { builtInLanguage } from '../../../../src/synth';
import { fakePassword, secretNames, secretValues } from '../../../support/disguised-secrets';
import { completeDefinition } from './complete-definition';

const disguises = Object.entries({
  ...secretValues,
  ...Object.fromEntries(secretNames.map((name) => [`the variable ${name}`, `${name}=${fakePassword}`])),
});

/** Lists the paths of all strings in a definition, as keys and positions. */
function listStrings(value: unknown, path: readonly PathSegment[] = []): readonly (readonly PathSegment[])[] {
  if (typeof value === 'string') return [path];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) =>
    listStrings(child, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

function listObjects(value: unknown, path: readonly PathSegment[] = []): readonly (readonly PathSegment[])[] {
  if (typeof value !== 'object' || value === null) return [];
  const children = Object.entries(value).flatMap(([key, child]) =>
    listObjects(child, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return Array.isArray(value) ? children : [path, ...children];
}

function replaceAt(value: unknown, [key, ...rest]: readonly PathSegment[], change: (old: unknown) => unknown): unknown {
  if (key === undefined) return change(value);
  if (Array.isArray(value))
    return value.map((item: unknown, index) => (index === key ? replaceAt(item, rest, change) : item));
  const object = value as Readonly<Record<string, unknown>>;
  return { ...object, [key]: replaceAt(object[key], rest, change) };
}

/** Formats a path as messages do: components are selected by name. */
const formatPosition = (path: readonly PathSegment[]) =>
  formatPath(path).replace(/components\[(\d+)\]/, (_, index: string) => {
    const { kind, name = kind } = completeDefinition.clusters.dc1.components[Number(index)] as {
      kind: string;
      name?: string;
    };
    return `components[${name}]`;
  });

/** A component is selected by its name or kind, which may be the secret itself. */
const isComponentName = (path: readonly PathSegment[]) => /components\[\d+\]\.(?:name|kind)$/.test(formatPath(path));

const positions = listStrings(completeDefinition);

const secretProblems = (problems: readonly Problem[]) =>
  problems.filter(({ severity, message }) => severity === 'error' && message.startsWith('looks like a secret'));

test('the complete definition has no errors, and contains nothing that looks like a secret', () => {
  expect(builtInLanguage.check(completeDefinition).map(formatProblem)).toEqual([]);
  expect(findSecrets(completeDefinition)).toEqual([]);
  expect(positions.length).toBeGreaterThan(100);
});

test.each(disguises)('%s is found at every string of a definition', (_, secret) => {
  const missed = positions.filter(
    (path) => !findSecrets(replaceAt(completeDefinition, path, () => secret)).some(({ text }) => text === secret),
  );
  expect(missed.map(formatPath)).toEqual([]);
});

test.each(Object.entries(secretValues))('%s is found within a longer text', (_, secret) => {
  expect(findSecrets({ args: [`first line\n${secret}\nlast line`, `x, ${secret}`, `"${secret}"`] })).toHaveLength(3);
});

test.each(Object.entries(secretValues))('%s is found as a key', (_, secret) => {
  expect(findSecrets({ data: { [secret]: 'x' } })).toMatchObject([{ path: ['data'], text: secret }]);
});

test.each(secretNames)('%s is found as variable, named value, argument, and line of a file', (name) => {
  const value = fakePassword;
  const places = {
    env: { [name]: value },
    patch: { env: [{ name, value }] },
    data: { [name]: value },
    args: [`--set=${name}=${value}`],
    command: ['sh', '-c', `export ${name}="${value}"; run`],
    files: { 'a.yaml': `level: info\n${name}: ${value}\n`, 'a.json': JSON.stringify({ level: 1, [name]: value }) },
  };
  expect(findSecrets(places).map(({ path }) => path[0])).toEqual([
    'env',
    'patch',
    'data',
    'args',
    'command',
    'files',
    'files',
  ]);
});

describe('check', () => {
  test.each(positions.map((path, index) => [formatPosition(path), path, disguises[index % disguises.length]] as const))(
    'reports a secret at %s, and does not print it',
    (position, path, [, secret] = ['', '']) => {
      const problems = builtInLanguage.check(replaceAt(completeDefinition, path, () => secret));
      const paths = secretProblems(problems).map((problem) => formatPath(problem.path));
      if (isComponentName(path)) expect(paths).toHaveLength(1);
      else expect(paths).toEqual([position]);
      expect(problems.map(formatProblem).join('\n')).not.toContain(secret.trim().slice(0, 50));
      expect(problems.map(formatProblem).join('\n')).not.toContain(fakePassword);
    },
  );

  test('reports a secret as key, and does not print it', () => {
    const secret = secretValues['token of GitHub'] ?? '';
    const objects = listObjects(completeDefinition).filter((_, index) => index % 6 === 0);
    const printed = objects.filter((path) => {
      const definition = replaceAt(completeDefinition, path, (old) => ({ ...(old as object), [secret]: 'x' }));
      const problems = builtInLanguage.check(definition);
      return secretProblems(problems).length !== 1 || problems.map(formatProblem).join('\n').includes(secret);
    });
    expect(printed.map(formatPath)).toEqual([]);
  });
});
