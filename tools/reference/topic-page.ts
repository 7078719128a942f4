import type { OptionDocumentation, SectionDocumentation, TypePart } from '../../src/schema/documentation';
import { groupDefinitions, type Topic } from '../../src/cli/topics';
import { anchor, renderSentence, renderTable, renderText } from './markdown';

/** Path of the page of a topic below docs/reference. */
export function topicPath({ name, group }: Pick<Topic, 'name' | 'group'>): string {
  return group === 'definition' ? `${name}.md` : `${group}s/${name}.md`;
}

/**
 * Renders the page of a topic.
 * @param usage how the topic is written in a definition
 * @param toRoot path from the page to the folder of the reference
 */
export function renderTopicPage(
  topic: Topic,
  usage: string,
  toRoot = topic.group === 'definition' ? '' : '../',
): string {
  const [options, ...objects] = topic.sections;
  const render = (section: SectionDocumentation) => renderShapes(section, topic, toRoot);
  return [
    `# ${topic.name}\n\n${renderText(topic.summary)} ${usage}\n`,
    ...(options ? [render(options)] : []),
    ...objects.map((section) => {
      const description = renderSentence(section.description);
      return `## ${renderText(section.title)}\n\n${description === '' ? '' : `${description}\n\n`}${render(section)}`;
    }),
  ].join('\n');
}

/** Renders the options of a section, as a table for each shape. */
export function renderShapes(
  { shapes }: Pick<SectionDocumentation, 'shapes'>,
  topic: Pick<Topic, 'sections'>,
  toRoot: string,
): string {
  const tables = shapes.map((options) => renderOptions(options, topic, toRoot));
  return tables.length > 1 ? `One of:\n\n${tables.join('\nor:\n\n')}` : (tables[0] ?? '');
}

function renderOptions(
  options: readonly OptionDocumentation[],
  topic: Pick<Topic, 'sections'>,
  toRoot: string,
): string {
  if (options.length === 0) return 'No options.\n';
  return renderTable(
    ['option', 'type', 'default', 'description', 'example'],
    options.map((option) => [
      `\`${option.name}\``,
      option.type.map((part) => renderTypePart(part, topic, toRoot)).join(''),
      option.required ? '**required**' : renderText(option.default ?? ''),
      renderText(option.description),
      option.example === undefined ? '' : `\`${option.example}\``,
    ]),
  );
}

function renderTypePart({ text, section }: TypePart, topic: Pick<Topic, 'sections'>, toRoot: string): string {
  if (section === undefined) return text;
  const label = renderText(text);
  if (topic.sections.some(({ title }) => title === section)) return `[${label}](#${anchor(section)})`;
  const group = groupDefinitions[section];
  return `[${label}](${toRoot}${group === undefined ? `${section.toLowerCase()}.md` : `README.md#${group}s`})`;
}
