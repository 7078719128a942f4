import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { loadAll } from 'js-yaml';
import { isPlainObject } from '../schema/plain-object';

/** Part of an output that is compared as a whole. */
export type OutputItem =
  | {
      readonly type: 'object';
      /** Folder of the release, relative to `dist`, such as `dc1/tenants/shop`. */
      readonly release: string;
      readonly apiVersion: string;
      readonly kind: string;
      readonly namespace?: string;
      readonly name: string;
    }
  | {
      /** Values of an official chart. */
      readonly type: 'values';
      readonly release: string;
    }
  | {
      readonly type: 'terraform';
      readonly stack: string;
      /** Address of the block, such as `helm_release.traefik`, or its type, such as `terraform`. */
      readonly address: string;
    }
  | {
      /** Any other file: a list of images, a host script. */
      readonly type: 'file';
      /** Path that begins with `cdktf.out/` or `dist/`. */
      readonly path: string;
    };

/** Item with its content: an object, or the text of a file. */
export interface OutputContent {
  readonly item: OutputItem;
  readonly content: unknown;
}

/** Returns the items in an output file. */
export function listOutputItems(path: string, text: string): readonly OutputContent[] {
  const [, stack] = /^cdktf\.out\/stacks\/([^/]+)\/cdk\.tf\.json$/.exec(path) ?? [];
  if (stack !== undefined) return listTerraformBlocks(stack, JSON.parse(text) as Fields);
  if (path.startsWith('dist/') && path.endsWith('.yaml')) {
    const release = posix.dirname(path).replace(/^dist\//, '');
    if (posix.basename(path) === 'values.yaml')
      return [{ item: { type: 'values', release }, content: loadAll(text)[0] ?? {} }];
    const objects = loadAll(text).map((object) => tryCreateObjectContent(release, object));
    if (objects.every((object) => object !== undefined)) return objects;
  }
  return [{ item: { type: 'file', path }, content: text }];
}

type Fields = Readonly<Record<string, unknown>>;

function tryCreateObjectContent(release: string, object: unknown): OutputContent | undefined {
  if (!isPlainObject(object) || !isPlainObject(object.metadata)) return undefined;
  const { apiVersion, kind, metadata } = object;
  const { name, namespace } = metadata;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string') return undefined;
  return {
    item: {
      type: 'object',
      release,
      apiVersion,
      kind,
      ...(typeof namespace === 'string' ? { namespace } : {}),
      name,
    },
    content: object,
  };
}

/** Key of comments in Terraform JSON, where cdktf writes metadata. */
const commentKey = '//';

/** Keys of a block that change no resource: comments, and the order of apply. */
const ignoredKeys = [commentKey, 'depends_on'];

/**
 * Lists the blocks of a stack. Blocks with labels are addressed as in Terraform: `helm_release.traefik`,
 * `data.helm_template.traefik`, `provider.helm`. All others are one item for each type.
 * @see https://developer.hashicorp.com/terraform/language/syntax/json
 */
function listTerraformBlocks(stack: string, configuration: Fields): readonly OutputContent[] {
  const create = (address: string, content: unknown): OutputContent => ({
    item: { type: 'terraform', stack, address },
    content: omitIgnored(content),
  });
  return Object.entries(configuration).flatMap(([type, blocks]) => {
    if (type === commentKey) return [];
    if (type === 'resource' || type === 'data')
      return listEntries(blocks).flatMap(([resourceType, resources]) =>
        listEntries(resources).map(([name, resource]) =>
          create(
            `${type === 'data' ? 'data.' : ''}${resourceType}.${name}`,
            resourceType === 'helm_release' ? digestValues(resource) : resource,
          ),
        ),
      );
    if (['provider', 'variable', 'output', 'module'].includes(type))
      return listEntries(blocks).map(([name, block]) => create(`${type}.${name}`, block));
    return [create(type, blocks)];
  });
}

function listEntries(value: unknown): readonly (readonly [name: string, content: unknown])[] {
  return isPlainObject(value) ? Object.entries(value).filter(([name]) => name !== commentKey) : [];
}

function omitIgnored(block: unknown): unknown {
  if (!isPlainObject(block)) return block;
  return Object.fromEntries(Object.entries(block).filter(([key]) => !ignoredKeys.includes(key)));
}

/** Replaces the values of a release by their digest: they are compared as the values or the objects of the release. */
function digestValues(resource: unknown): unknown {
  if (!isPlainObject(resource) || !Array.isArray(resource.values)) return resource;
  const digest = createHash('sha256').update(JSON.stringify(resource.values)).digest('hex');
  return { ...resource, values: `sha256:${digest.slice(0, 12)}` };
}
