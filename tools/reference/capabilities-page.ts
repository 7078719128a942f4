import { builtInCapabilities, endpointSchema } from '../../src/definition/capability';
import { documentSchema } from '../../src/schema/documentation';
import { toJsonSchema } from '../../src/schema/json-schema';
import { renderTable, renderText } from './markdown';
import { renderShapes } from './topic-page';

/** Renders the page of the capabilities, with the fields of their endpoints. */
export function renderCapabilitiesPage(): string {
  const root = toJsonSchema(endpointSchema);
  const sections = documentSchema(root, root, 'endpoint');
  const [endpoint, ...objects] = sections;
  return [
    `# Capabilities\n\nFunctions of the platform that components or the infrastructure provide and others require. [../capabilities.md](../capabilities.md) describes the rules, and which component provides what.\n`,
    renderTable(
      ['capability', 'meaning', 'providers per cluster'],
      Object.entries(builtInCapabilities).map(([name, { summary, exclusive }]) => [
        `\`${name}\``,
        renderText(summary),
        exclusive ? 'one' : 'any number',
      ]),
    ),
    '## Endpoint\n\nHow the users of a capability reach its provider. An endpoint contains no credentials.\n',
    ...(endpoint ? [renderShapes(endpoint, { sections }, '')] : []),
    ...objects.map((section) => `## ${renderText(section.title)}\n\n${renderShapes(section, { sections }, '')}`),
  ].join('\n');
}
