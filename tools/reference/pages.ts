import { createProgram } from '../../src/cli/program';
import { listTopics, type Topic, type TopicGroup } from '../../src/cli/topics';
import { renderCapabilitiesPage } from './capabilities-page';
import { renderCloudNamesPage } from './cloud-names-page';
import { renderCommandsPage } from './commands-page';
import {
  cloudTitles,
  getFactoryName,
  kindModules,
  referenceLanguage,
  type CloudModule,
  type KindModule,
} from './kind-modules';
import { renderTable, renderText } from './markdown';
import { renderSecretsPage } from './secrets-page';
import { renderTopicPage, topicPath } from './topic-page';

/** First line of every page. */
const notice = '<!-- Generated from the schemas by `npm run reference`: change the schemas, not this page. -->\n\n';

/** Renders the pages of the reference, by path below docs/reference. */
export function renderReference(): ReadonlyMap<string, string> {
  const topics = listTopics(referenceLanguage);
  const pages: readonly (readonly [string, string])[] = [
    ['README.md', renderIndex(topics)],
    ['capabilities.md', renderCapabilitiesPage()],
    ['cloud-names.md', renderCloudNamesPage()],
    ['commands.md', renderCommandsPage(createProgram())],
    ['secrets.md', renderSecretsPage()],
    ...topics.map((topic) => [topicPath(topic), renderTopicPage(topic, renderUsage(topic))] as const),
  ];
  return new Map(pages.map(([path, text]) => [path, notice + text]));
}

/** Renders the pages of a cloud, by path below docs/reference. */
export function renderCloudReference(module: CloudModule): ReadonlyMap<string, string> {
  const isOfCloud = ({ name }: Topic) => module.kinds.some(({ kind }) => kind === name);
  const topics = listTopics(module.language).filter(isOfCloud);
  const pages: readonly (readonly [string, string])[] = [
    [
      'README.md',
      [
        `# ${module.title}\n\nThe kinds of \`${module.specifier}\`. Back to the [reference](../README.md).\n`,
        `## Clusters\n\n${renderGroup(topics, 'cluster')}`,
        ...(topics.some(({ group }) => group === 'component')
          ? [`## Components\n\n${renderGroup(topics, 'component')}`]
          : []),
      ].join('\n'),
    ],
    ...topics.map(
      (topic) => [topicPath(topic), renderTopicPage(topic, renderUsage(topic, [module]), '../../')] as const,
    ),
  ];
  return new Map(pages.map(([path, text]) => [`${module.name}/${path}`, notice + text]));
}

function renderGroup(topics: readonly Topic[], group: TopicGroup): string {
  return renderTable(
    ['page', 'content'],
    topics
      .filter((topic) => topic.group === group)
      .map((topic) => [`[${topic.name}](${topicPath(topic)})`, renderText(topic.summary)]),
  );
}

function renderIndex(topics: readonly Topic[]): string {
  return [
    '# Reference\n\nEvery option of a definition, every capability and every command. `plinth explain <topic>` shows the same in the terminal.\n',
    'In the column `default`, values are set as code; `none` means that nothing is set. In the column `type`, `object of X` is an object whose keys are names and whose values are X. The linked types are described on the same page or on another one. The column `example` has one value that the option accepts.\n',
    `## Definition\n\n${renderGroup(topics, 'definition')}`,
    `## Clusters\n\n${renderGroup(topics, 'cluster')}`,
    `## Components\n\n${renderGroup(topics, 'component')}`,
    `## Further\n\n${renderTable(
      ['page', 'content'],
      [
        ['[capabilities](capabilities.md)', 'Capabilities, and the fields of their endpoints.'],
        ['[commands](commands.md)', 'Commands of the CLI, with their options.'],
        ['[secrets](secrets.md)', 'Secrets that components need.'],
        ['[names in clouds](cloud-names.md)', 'Names that the services of AWS, Azure and Google Cloud accept.'],
        ...Object.entries(cloudTitles).map(([name, title]) => [
          `[${name}](${name}/README.md)`,
          `Kinds of clusters and components in ${title}, from \`plinth/${name}\`.`,
        ]),
      ],
    )}`,
  ].join('\n');
}

function renderUsage({ name, group }: Topic, modules: readonly KindModule[] = kindModules): string {
  if (group === 'definition') return usages[name] ?? '';
  const module = modules.find(({ kinds }) => kinds.some(({ kind }) => kind === name));
  if (!module) return '';
  const origin = module.specifier === 'plinth' ? '' : ` from \`${module.specifier}\``;
  return `Written as \`kind: ${name}\` in YAML, and as \`${getFactoryName(module, { kind: name })}({ … })\`${origin} in TypeScript.`;
}

const usages: Readonly<Record<string, string>> = {
  platform: 'The top level of a file in YAML, and the argument of `definePlatform` in TypeScript.',
  tenant: 'An entry of `tenants`.',
  application: 'An entry of `applications` of a tenant; `application({ … })` in TypeScript.',
  job: 'An entry of `applications` of a tenant with `kind: job`; `job({ … })` or `cronJob({ … })` in TypeScript.',
  product: 'An entry of `products` of a tenant.',
};
