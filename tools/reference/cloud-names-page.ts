import * as aws from '../../constructs/aws/cloud/names';
import * as azure from '../../constructs/azure/cloud/names';
import type { NameRule } from '../../constructs/clouds/resource-names';
import * as google from '../../constructs/google/cloud/names';
import { renderTable, renderText } from './markdown';

/** Rules by service, by the name of the cloud. */
const clouds: Readonly<Record<string, Readonly<Record<string, NameRule>>>> = {
  AWS: aws.nameRules,
  Azure: azure.nameRules,
  'Google Cloud': google.nameRules,
};

/** Renders the page of the names that services of clouds accept. */
export function renderCloudNamesPage(): string {
  return [
    '# Names in clouds\n\nLength and characters of the names of resources, by service. A name that people write and the cloud would refuse is an error of the plan. A name that only programs read is shortened, and ends with a digest then.\n',
    ...Object.entries(clouds).flatMap(([cloud, rules]) => [
      `## ${cloud}\n`,
      renderTable(
        ['service', 'longest name', 'characters', 'source'],
        Object.entries(rules).map(([service, { maxLength, description, source }]) => [
          `\`${service}\``,
          String(maxLength),
          renderText(description),
          `<${source}>`,
        ]),
      ),
    ]),
  ].join('\n');
}
