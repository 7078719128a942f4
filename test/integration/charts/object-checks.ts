import { parse } from 'yaml';
import { resolveImage, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { releaseImages, type ChartRelease } from '../../../src/kinds/release';
import { findSecrets } from '../../../src/checks/secrets/find-secrets';
import { formatPath } from '../../../src/schema/problem';
import type { KubernetesObject } from '../cluster/api';
import { listContainers, type Container, type PodTemplate } from './pod-templates';

/** Containers, by chart, whose resources cannot be set by Helm values. */
const containersWithoutResourceValues: Readonly<Record<string, readonly string[]>> = {
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

/** Images in program arguments for features that Plinth does not use and users can only enable by `values`. */
const unusedImages = [/(^|\/)thanos\/thanos:/];

/** Secrets from which a program reads its configuration: secrets in it are references to variables or files. */
const configurationSecrets = [/^alertmanager-/, /^dex$/];

/** Returns a problem for each container without CPU and memory requests or without a memory limit. */
export function findContainersWithoutResources(
  release: ChartRelease,
  podTemplates: readonly PodTemplate[],
): readonly string[] {
  const ignoredNames = containersWithoutResourceValues[release.chart.name] ?? [];
  return podTemplates.flatMap((podTemplate) =>
    listContainers(podTemplate)
      .filter(({ name }) => !ignoredNames.includes(name))
      .filter(({ resources }) => !resources?.requests?.cpu || !resources.requests.memory || !resources.limits?.memory)
      .map(({ name }) => `${podTemplate.owner}: container ${name} has no CPU and memory requests or no memory limit`),
  );
}

/** Returns a problem for each image that the release does not list, or that does not come from the registry mirror. */
export function findUnlistedImages(
  release: ChartRelease,
  podTemplates: readonly PodTemplate[],
  registryMirror: string | undefined,
): readonly string[] {
  const cluster = registryMirror === undefined ? {} : { registryMirror };
  const listedImages = releaseImages(release).map((image) =>
    shortImageName(resolveImage(cluster as ClusterInfo, image)),
  );
  const usedImages = new Set(
    podTemplates.flatMap((podTemplate) => listContainers(podTemplate).flatMap(listImages)).map(shortImageName),
  );
  return [...usedImages]
    .filter((image) => !listedImages.includes(image) && !unusedImages.some((pattern) => pattern.test(image)))
    .map((image) => `image ${image} is not in the images of the release`);
}

/** Returns the image of a container, and images in its command line, from which operators create more containers. */
function listImages({ image = '', command = [], args = [] }: Container): readonly string[] {
  const argumentImages = [...command, ...args].flatMap(
    (argument) => /^(?:--?[\w-]+=)?((?:[\w.-]+\/)+[\w.-]+:v?\d[\w.@:-]*)$/.exec(argument)?.[1] ?? [],
  );
  return [image, ...argumentImages];
}

/**
 * Returns a problem for each Secret with values. Secrets without data, which are filled on the cluster, and configuration
 * files without secrets are allowed.
 */
export function findPlaintextSecrets(objects: readonly KubernetesObject[]): readonly string[] {
  return objects
    .filter(({ kind }) => kind === 'Secret')
    .flatMap((secret) => {
      const { name } = secret.metadata;
      const values = readSecretValues(secret);
      if (values.length === 0) return [];
      if (!configurationSecrets.some((pattern) => pattern.test(name)))
        return [`Secret ${name} has its values in plain text`];
      return values
        .flatMap((text) => findSecrets(parse(text)))
        .map(({ path }) => `Secret ${name} has a secret in plain text at ${formatPath(path)}`);
    });
}

function readSecretValues({ data, stringData }: KubernetesObject): readonly string[] {
  const encoded = Object.values((data ?? {}) as Readonly<Record<string, string>>);
  const plain = Object.values((stringData ?? {}) as Readonly<Record<string, string>>);
  return [...encoded.map((value) => Buffer.from(value, 'base64').toString()), ...plain];
}

/** Removes the default registry and the default namespace of Docker Hub. */
function shortImageName(image: string): string {
  return image.replace(/^docker\.io\//, '').replace(/^library\//, '');
}
