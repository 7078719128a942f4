import type { Language } from '../create-language';
import { documentSchema, type SectionDocumentation } from '../schema/documentation';
import { toJsonSchema, type SchemaNode } from '../schema/json-schema';
import { dataFileOptions } from './data-file-options';

/** Group of topics. */
export type TopicGroup = 'definition' | 'cluster' | 'component';

/** Part of a definition with the documentation of its options. */
export interface Topic {
  /** `platform`, `tenant`, `application`, `job`, `product`, or a kind. */
  readonly name: string;
  readonly group: TopicGroup;
  readonly summary: string;
  /** The first section has the options of the topic; the others those of the objects in it. */
  readonly sections: readonly SectionDocumentation[];
}

/** Topics of the definition that are the same in every language, by the name of their schema. */
const definitionTopics = {
  Tenant: 'Customer or product team, with namespaces on one or more clusters.',
  Application: 'Long-running container of a tenant.',
  Job: 'Container of a tenant that terminates, run once or by a schedule.',
  Product: "Manifests in a tenant's own Git repositories, which Argo CD deploys.",
} as const;

/** Definitions of the JSON Schema that a group of topics documents. */
export const groupDefinitions: Readonly<Record<string, TopicGroup>> = { Cluster: 'cluster', Component: 'component' };

/** Lists the topics of a language: the parts of a definition, then its kinds of clusters and components by name. */
export function listTopics(language: Language): readonly Topic[] {
  const root: SchemaNode = toJsonSchema(language.schema);
  const hasOwnPage = (name: string) => name in definitionTopics || name in groupDefinitions;
  const document = (name: string, node: SchemaNode) => documentSchema(root, node, name, hasOwnPage);
  const definitions = Object.entries(definitionTopics).map(([definition, summary]): Topic => {
    const name = definition.toLowerCase();
    return { name, group: 'definition', summary, sections: document(name, { $ref: `#/$defs/${definition}` }) };
  });
  const kinds = language.kinds.map(({ kind, type, summary }): Topic => ({
    name: kind,
    group: type,
    summary,
    sections: document(kind, { $ref: `#/$defs/${type}.${kind}` }),
  }));
  return [
    {
      name: 'platform',
      group: 'definition',
      summary: 'Platform definition: clusters, tenants, and where Terraform stores its state.',
      sections: document('platform', { ...root, properties: { ...root.properties, ...dataFileOptions } }),
    },
    ...definitions,
    ...(['cluster', 'component'] as const).flatMap((group) =>
      kinds.filter((topic) => topic.group === group).sort((a, b) => (a.name < b.name ? -1 : 1)),
    ),
  ];
}
