import { App, TerraformStack, Testing } from 'cdktf';
import type { Language } from '../../src/create-language';

/** Attributes of resources by their types and names. */
type Resources = Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;

/** Definition of a platform with one cluster in a cloud. */
interface CloudPlatform {
  readonly clusters: { readonly cloud1: { readonly components: readonly { readonly kind: string }[] } };
}

/** Returns the platform with other options of components, by their kinds. */
export function withComponentOptions(platform: CloudPlatform, options: Readonly<Record<string, object>>) {
  const { cloud1 } = platform.clusters;
  const components = cloud1.components.map((component) => ({ ...component, ...options[component.kind] }));
  return { ...platform, clusters: { cloud1: { ...cloud1, components } } };
}

/** Returns the resources of one type that a release adds to a data stack. */
export function readReleaseResources(
  language: Language,
  platform: object,
  { stack, release, type }: { readonly stack: string; readonly release: string; readonly type: string },
): readonly Readonly<Record<string, unknown>>[] {
  const { dataStacks } = language.plan(platform);
  const found = dataStacks.find(({ name }) => name === stack)?.releases.find(({ name }) => name === release);
  if (!found) throw new Error(`no release ${release} in ${stack}`);
  const scope = new TerraformStack(new App(), stack);
  found.add(scope);
  const { resource = {} } = JSON.parse(Testing.synth(scope)) as { readonly resource?: Resources };
  return Object.values(resource[type] ?? {});
}
