import { assemble } from '../../stacks';
import { readDefinition } from '../cli/read-definition';
import { tryGetLanguage, type Language } from '../create-language';
import { collectDifferentFiles, type OutputTexts } from '../output/collect-output';
import { listOutputItems } from '../output/output-items';
import { isPlainObject } from '../schema/plain-object';
import type { Problem } from '../schema/problem';
import { suggest } from '../schema/suggestions';
import { UserError } from '../schema/user-error';
import { builtInLanguage } from '../synth';
import { formatMismatch, listMismatches, type ExpectedProperties } from './match';
import { Resources, type Resource } from './resources';

/** Options of `Template.fromPlatform`. */
export interface TemplateOptions {
  /**
   * Language with the kinds that the definition uses, such as `language([...kinds, mine])`.
   * @default that of the `definePlatform` which returned the definition, or the built-in kinds
   */
  readonly language?: Language;
}

/**
 * Output of a platform definition in memory, for tests in Jest, node:test or any other test framework. Assertions throw an
 * error that shows what was found.
 * @example
 * const template = Template.fromPlatform(acme);
 * template.cluster('prod').hasResource('Deployment', { metadata: { name: 'web' }, spec: { replicas: 3 } });
 * template.cluster('prod').hasNoResource('Service', { spec: { type: 'NodePort' } });
 * template.cluster('prod').hasValues('traefik', { deployment: { replicas: 3 } });
 * template.stack('prod-platform').hasResource('helm_release', { name: 'traefik' });
 */
export class Template {
  private constructor(
    private readonly texts: OutputTexts,
    private readonly clusterNames: readonly string[],
    /** Warnings of the plan, and those that only the output shows. */
    readonly warnings: readonly Problem[],
  ) {}

  /**
   * Renders the output of a platform definition, without writing it.
   * @throws DefinitionError with all errors of the definition
   * @throws UserError for undefined, which a module without a default export has
   */
  static fromPlatform(
    platform: unknown,
    { language = tryGetLanguage(platform) ?? builtInLanguage }: TemplateOptions = {},
  ): Template {
    if (platform === undefined)
      throw new UserError('the module exports no platform: write export default definePlatform(…)');
    const plan = language.plan(platform);
    const warnings: Problem[] = [...plan.warnings];
    const { current } = collectDifferentFiles(undefined, (sink) => {
      // An overlay of kustomize builds to the same objects.
      warnings.push(...assemble({ ...plan, kustomizeBases: [] }, language.kinds, sink, () => undefined));
    });
    const names = plan.clusters.map(({ name }) => name);
    return new Template(current, names, warnings);
  }

  /**
   * Renders the output of a platform definition in a file, as `plinth synth` reads it: YAML, JSON or a program, with its
   * `kinds`, `policies` and `tenantFiles`.
   * @throws DefinitionError with all errors of the definition
   * @throws UserError when the file cannot be read
   * @example
   * const template = await Template.fromFile('platform.yaml');
   */
  static async fromFile(file: string): Promise<Template> {
    const { platform, language } = await readDefinition(file);
    return Template.fromPlatform(platform, { language });
  }

  /** Texts of the files in `dist` and `cdktf.out`, by path, for snapshots. */
  get files(): Readonly<Record<string, string>> {
    return Object.fromEntries([...this.texts].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /**
   * Returns the Kubernetes objects, values of charts and images of a cluster. Objects in official charts are not rendered.
   * @throws Error for an unknown cluster
   */
  cluster(name: string): ClusterTemplate {
    if (!this.clusterNames.includes(name))
      throw new Error(`the platform has no cluster '${name}': ${suggest(name, this.clusterNames)}`);
    return new ClusterTemplate(name, this.texts);
  }

  /**
   * Returns the resources of a Terraform stack, such as `prod-platform`.
   * @throws Error for an unknown stack
   */
  stack(name: string): Resources {
    const pattern = /^cdktf\.out\/stacks\/([^/]+)\/cdk\.tf\.json$/;
    const stacks = new Map(
      [...this.texts].flatMap(([path, text]) => {
        const stack = pattern.exec(path)?.[1];
        return stack === undefined ? [] : [[stack, { path, text }] as const];
      }),
    );
    const stack = stacks.get(name);
    if (!stack) throw new Error(`the platform has no stack '${name}': ${suggest(name, [...stacks.keys()])}`);
    const resources = listOutputItems(stack.path, stack.text).flatMap(({ item, content }): readonly Resource[] =>
      item.type === 'terraform' && isPlainObject(content)
        ? [{ kind: item.address.split('.')[0] ?? '', label: item.address, content }]
        : [],
    );
    return new Resources(`stack '${name}'`, resources);
  }
}

/** Kubernetes objects, values of charts and images of one cluster. */
export class ClusterTemplate extends Resources {
  private readonly values: ReadonlyMap<string, unknown>;

  constructor(
    private readonly name: string,
    private readonly texts: OutputTexts,
  ) {
    const contents = [...texts]
      .filter(([path]) => path.startsWith(`dist/${name}/`))
      .flatMap(([path, text]) => listOutputItems(path, text));
    super(
      `cluster '${name}'`,
      contents.flatMap(({ item, content }): readonly Resource[] => {
        if (item.type !== 'object' || !isPlainObject(content)) return [];
        const qualifiedName = item.namespace === undefined ? item.name : `${item.namespace}/${item.name}`;
        return [{ kind: item.kind, label: `${item.kind} ${qualifiedName} (dist/${item.release})`, content }];
      }),
    );
    this.values = new Map(
      contents.flatMap(({ item, content }) =>
        item.type === 'values' ? [[item.release.split('/').at(-1) ?? '', content] as const] : [],
      ),
    );
  }

  /** Images that the cluster runs, sorted. */
  get images(): readonly string[] {
    const lines = (this.texts.get(`dist/${this.name}/images.txt`) ?? '').split('\n');
    return lines.filter((line) => line.startsWith('image ')).map((line) => line.slice('image '.length));
  }

  /**
   * Checks the values of an official chart.
   * @param release name of the release, such as `traefik`
   * @throws Error that lists how the values differ
   */
  hasValues(release: string, expected: ExpectedProperties): void {
    if (!this.values.has(release))
      throw new Error(`cluster '${this.name}' has no chart '${release}': ${suggest(release, [...this.values.keys()])}`);
    const mismatches = listMismatches(this.values.get(release), expected);
    if (mismatches.length === 0) return;
    const lines = mismatches.map((mismatch) => `  ${formatMismatch(mismatch)}`);
    throw new Error(`values of '${release}' on cluster '${this.name}' differ, where\n${lines.join('\n')}`);
  }
}
