import { resolveImage, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { releaseImages, type ChartRelease } from '../../../src/kinds/release';
import type { KubernetesObject } from '../cluster/api';

/** A container of a pod, as far as it is judged. */
interface Container {
  readonly name: string;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly resources?: {
    readonly requests?: Readonly<Record<string, unknown>>;
    readonly limits?: Readonly<Record<string, unknown>>;
  };
}

interface PodSpec {
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
}

/** A pod that an object makes. */
export interface MadePod {
  /** The object that makes it: `Deployment traefik`. */
  readonly by: string;
  readonly template: { readonly spec: PodSpec & Readonly<Record<string, unknown>> };
}

/** Containers whose chart has no value for their resources. */
const withoutResources: Readonly<Record<string, readonly string[]>> = {
  flannel: ['install-cni-plugin', 'install-cni', 'kube-network-policies'],
  'tigera-operator': ['cleanup-job'],
  longhorn: [
    'longhorn-ui',
    'longhorn-driver-deployer',
    'wait-longhorn-manager',
    'longhorn-post-upgrade',
    'longhorn-pre-upgrade',
    'longhorn-uninstall',
    'pre-pull-share-manager-image',
  ],
};

/** Images that a program is told of for those who ask for them by `values`: Plinth never does. */
const onRequest = [/(^|\/)thanos\/thanos:/];

/** Secrets that hold settings and nothing secret, because their program reads its settings from one. */
const settingsSecrets = [/^alertmanager-/];

/** The pods that an object makes by itself. */
export function podsOf({ kind, metadata, spec }: KubernetesObject): readonly MadePod[] {
  const by = `${kind} ${metadata.name}`;
  const { template, volumeClaimTemplates, jobTemplate } = (spec ?? {}) as {
    template?: MadePod['template'];
    volumeClaimTemplates?: readonly KubernetesObject[];
    jobTemplate?: { spec: { template: MadePod['template'] } };
  };
  if (kind === 'Pod') return [{ by, template: { spec: spec as MadePod['template']['spec'] } }];
  if (kind === 'CronJob' && jobTemplate) return [{ by, template: jobTemplate.spec.template }];
  if (kind === 'StatefulSet' && template && volumeClaimTemplates) {
    const claimed = volumeClaimTemplates.map(({ metadata: { name } }) => ({ name, emptyDir: {} }));
    const { volumes = [] } = template.spec as { volumes?: readonly object[] };
    return [{ by, template: { ...template, spec: { ...template.spec, volumes: [...volumes, ...claimed] } } }];
  }
  return ['Deployment', 'DaemonSet', 'StatefulSet', 'Job'].includes(kind) && template ? [{ by, template }] : [];
}

function containersOf({ template: { spec } }: MadePod): readonly Container[] {
  return [...(spec.initContainers ?? []), ...(spec.containers ?? [])];
}

/** Containers that do not say what they need and the memory at which they are stopped. */
export function unsizedContainers(release: ChartRelease, pods: readonly MadePod[]): readonly string[] {
  const excused = withoutResources[release.chart.name] ?? [];
  return pods.flatMap((pod) =>
    containersOf(pod)
      .filter(({ name }) => !excused.includes(name))
      .filter(({ resources }) => !resources?.requests?.cpu || !resources.requests.memory || !resources.limits?.memory)
      .map(({ name }) => `${pod.by}: container ${name} has no CPU and memory requests or no memory limit`),
  );
}

/** Images that the release runs without saying so, or from elsewhere than the mirror. */
export function strangeImages(
  release: ChartRelease,
  pods: readonly MadePod[],
  registryMirror: string | undefined,
): readonly string[] {
  const cluster = registryMirror === undefined ? {} : { registryMirror };
  const listed = releaseImages(release).map((image) => plain(resolveImage(cluster as ClusterInfo, image)));
  const run = new Set(pods.flatMap((pod) => containersOf(pod).flatMap(imagesIn)).map(plain));
  return [...run]
    .filter((image) => !listed.includes(image) && !onRequest.some((name) => name.test(image)))
    .map((image) => `image ${image} is not in its list`);
}

/** The image of a container, and those that it is told to run in turn. */
function imagesIn({ image = '', command = [], args = [] }: Container): readonly string[] {
  const told = [...command, ...args].flatMap(
    (word) => /^(?:--?[\w-]+=)?((?:[\w.-]+\/)+[\w.-]+:v?\d[\w.@:-]*)$/.exec(word)?.[1] ?? [],
  );
  return [image, ...told];
}

/** Secrets whose values stand in the manifest; the names of those that are made empty, to be filled later, are fine. */
export function plainSecrets(objects: readonly KubernetesObject[]): readonly string[] {
  return objects
    .filter(({ kind, metadata }) => kind === 'Secret' && !settingsSecrets.some((name) => name.test(metadata.name)))
    .filter(({ data, stringData }) => [data, stringData].some((values) => values && Object.keys(values).length > 0))
    .map(({ metadata }) => `Secret ${metadata.name} has its values in plain text`);
}

/** The default registry and folder say nothing. */
function plain(image: string): string {
  return image.replace(/^docker\.io\//, '').replace(/^library\//, '');
}
