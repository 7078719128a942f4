import type { Command } from 'commander';
import { optionalKinds } from '../checks/optional-kinds';
import type { OptionDocumentation, SectionDocumentation } from '../schema/documentation';
import { tryGetFamiliarName } from '../schema/familiar-names';
import { suggest } from '../schema/suggestions';
import { UserError } from '../schema/user-error';
import { definitionOption, type DefinitionOptions } from './definition-file';
import { readLanguage } from './read-definition';
import { listTopics, type Topic } from './topics';

/** Adds `plinth explain`. */
export function addExplainCommand(program: Command): void {
  program
    .command('explain')
    .argument('[topic]', 'Kind, platform, tenant, application, job or product, and the path of an option')
    .option(...definitionOption)
    .addHelpText(
      'after',
      `
Examples:
  # List all kinds and parts of a definition
  plinth explain

  # Show the options of a component, and one option of a tenant
  plinth explain traefik
  plinth explain tenant.namespaces.quota`,
    )
    .action(async (path: string | undefined, { file }: DefinitionOptions) => {
      const topics = listTopics(await readLanguage(file));
      process.stdout.write(path === undefined ? formatTopics(topics) : formatExplanation(topics, path));
    });
}

/** Titles of the groups of topics, in their order. */
const groupTitles = { definition: 'Definition', cluster: 'Clusters', component: 'Components' } as const;

/** Formats the names of all topics with their summaries, by group. */
export function formatTopics(topics: readonly Topic[]): string {
  const width = Math.max(...topics.map(({ name }) => name.length));
  const groups = Object.entries(groupTitles).map(([group, title]) => {
    const lines = topics
      .filter((topic) => topic.group === group)
      .map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}\n`);
    return `${title}\n${lines.join('')}`;
  });
  return `${groups.join('\n')}\nplinth explain <topic> shows the options of a topic, and plinth explain <topic>.<option> one of them.\n`;
}

/**
 * Formats the documentation at a path: a topic, followed by names of options.
 * @throws UserError for an unknown topic or option
 */
export function formatExplanation(topics: readonly Topic[], path: string): string {
  const [name = '', ...optionNames] = path.split('.');
  const topic = topics.find((candidate) => candidate.name === name);
  if (!topic) return explainName(topics, name, optionNames);
  if (optionNames.length === 0) return `${topic.name}: ${topic.summary}\n\n${formatSection(topic.sections[0])}`;
  let current: Explained = { topic, section: topic.sections[0], hasNames: false, names: [] };
  let explanation = '';
  let isShown: (option: OptionDocumentation) => boolean = () => true;
  for (const [index, optionName] of optionNames.entries()) {
    if (current.hasNames && !hasOption(current.section, optionName)) {
      // A name in an object of objects, such as `existing.provides.storage`.
      const { names } = current;
      isShown = (option) => !names.some((other) => other !== optionName && option.description.startsWith(`${other}: `));
      current = { ...current, hasNames: false, names: [] };
      explanation = explanation.replace(': object of ', ': ');
      continue;
    }
    const option = getOption(current.section, optionName, [name, ...optionNames.slice(0, index)].join('.'));
    isShown = () => true;
    current = findSection(topics, current.topic, option);
    explanation = `${path}: ${formatType(option)}\n\n${option.description}\n${formatDefault(option)}\n${formatExample(option)}`;
  }
  if (!current.section) return explanation;
  const names = current.names.length === 0 ? '' : `names: ${current.names.join(', ')}\n`;
  return `${explanation}${names}\n${formatSection(current.section, isShown)}`;
}

/**
 * Formats the documentation of a name that is no topic: of the option with this name, of the places of several such options,
 * or of a type, which is printed with the title of its section: `Resources`, `object of Env.<name>`, `list of EnvFrom[]`.
 * @throws UserError for an unknown name
 */
function explainName(topics: readonly Topic[], name: string, optionNames: readonly string[]): string {
  const listOptions = ({ sections }: Topic) => sections[0]?.shapes.flat() ?? [];
  const found = topics.flatMap((topic) => {
    const option = listOptions(topic).find((candidate) => candidate.name === name);
    return option ? [{ path: [topic.name, name, ...optionNames].join('.'), description: option.description }] : [];
  });
  const [first] = found;
  if (first && found.length === 1) return formatExplanation(topics, first.path);
  if (first) {
    const lines = found.map(({ path, description }) => `  plinth explain ${path}\n      ${description}\n`);
    return `${name} is an option of ${found.length} topics:\n\n${lines.join('')}`;
  }
  const owner = topics.find(({ sections }) => findType(sections, name) !== undefined);
  const type = findType(owner?.sections ?? [], name);
  if (owner && type && optionNames.length === 0)
    return `${name}, of ${owner.name}: ${type.description || 'an object'}\n\n${formatSection(type)}`;
  const module = Object.keys(optionalKinds).find((candidate) => optionalKinds[candidate]?.includes(name));
  if (module !== undefined)
    throw new UserError(
      `'${name}' is a kind of ${module}, which no definition here loads: write kinds: [${module}] in it, or pass it with --file`,
    );
  const names = topics.map((candidate) => candidate.name);
  const options = topics.flatMap(listOptions).map((option) => option.name);
  const familiar = tryGetFamiliarName(name, names) ?? tryGetFamiliarName(name, options);
  const fix = familiar === undefined ? suggest(name, names) : `write '${familiar}'`;
  throw new UserError(`'${name}' is not a kind, an option or a part of the definition: ${fix}`);
}

function findType(sections: readonly SectionDocumentation[], name: string): SectionDocumentation | undefined {
  return sections.find(({ title }) => title.replace(/(\.<name>|\[\])$/, '') === name);
}

/** Options at a part of a path. */
interface Explained {
  readonly topic: Topic;
  readonly section: SectionDocumentation | undefined;
  /** Whether the options belong to each of several objects by name. */
  readonly hasNames: boolean;
  /** The names, where the schema lists them. */
  readonly names: readonly string[];
}

function hasOption(section: SectionDocumentation | undefined, name: string): boolean {
  return section?.shapes.flat().some((option) => option.name === name) === true;
}

function getOption(section: SectionDocumentation | undefined, name: string, path: string): OptionDocumentation {
  const options = section?.shapes.flat() ?? [];
  const option = options.find((candidate) => candidate.name === name);
  if (option) return option;
  if (options.length === 0) throw new UserError(`${path} has no options: remove .${name}`);
  throw new UserError(`${path} has no option '${name}': ${suggest(name, [...new Set(options.map((o) => o.name))])}`);
}

/** Finds the section with the options of an option's value: in the topic, or the first section of another topic. */
function findSection(topics: readonly Topic[], topic: Topic, { type, names = [] }: OptionDocumentation): Explained {
  const title = type.find(({ section }) => section !== undefined)?.section;
  const hasNames = type.some(({ text }) => text === 'object of ');
  const section = topic.sections.find((candidate) => candidate.title === title);
  if (section) return { topic, section, hasNames, names };
  const other = topics.find(({ name }) => name === title?.toLowerCase());
  return { topic: other ?? topic, section: other?.sections[0], hasNames, names };
}

function formatSection(
  section: SectionDocumentation | undefined,
  isShown: (option: OptionDocumentation) => boolean = () => true,
): string {
  return (section?.shapes ?? [])
    .map((options) =>
      options
        .filter(isShown)
        .map((option) => formatOption(option))
        .join(''),
    )
    .join('\nor:\n\n');
}

function formatOption(option: OptionDocumentation): string {
  const detail = option.required ? 'required' : formatDefault(option);
  return `  ${option.name}  ${formatType(option)}; ${detail}\n      ${option.description}\n`;
}

function formatType({ type }: OptionDocumentation): string {
  return type.map(({ text }) => text.replaceAll('`', '')).join('');
}

function formatExample({ name, example }: OptionDocumentation): string {
  return example === undefined ? '' : `example: ${name}: ${example}\n`;
}

function formatDefault({ required, default: value }: OptionDocumentation): string {
  return required ? 'required' : `default: ${(value ?? 'none').replaceAll('`', '')}`;
}
