import { listContainers } from '../definition/containers';
import { listImages } from '../definition/pod-images';
import { warning, type PathSegment, type Problem } from '../schema/problem';
import type { CheckContext } from './context';
import { checkDeployedWorkloads, type DeployedWorkload } from './workloads';

/** Image of a workload with its path in the definition. */
interface WorkloadImage {
  readonly image: string;
  readonly path: readonly PathSegment[];
}

/** Lists the images of a workload: of its containers, and those that its patch sets. */
export function listWorkloadImages({ name, workload, path }: DeployedWorkload): readonly WorkloadImage[] {
  return [
    ...listContainers(name, workload).map((container) => ({
      path: [...container.path, 'image'],
      image: container.options.image,
    })),
    ...listImages(workload.patch ?? {}).map((patched) => ({ ...patched, path: ['patch', ...patched.path] })),
  ].map(({ image, path: imagePath }) => ({ image, path: [...path, ...imagePath] }));
}

/**
 * Warns of images with the tag `latest`: pods of one Deployment may run different versions, and no apply deploys a new one.
 * @see https://kubernetes.io/docs/concepts/containers/images/#image-names
 */
export function checkImageTags(context: CheckContext): readonly Problem[] {
  return checkDeployedWorkloads(context, (workload) =>
    listWorkloadImages(workload)
      .filter(({ image }) => image.endsWith(':latest'))
      .map(({ image, path }) =>
        warning(
          path,
          image,
          'has the tag latest: pods may run different versions, and an apply does not deploy a new one',
          `write the version, such as ${image.replace(/:latest$/, ':1.4.2')}, or a digest`,
        ),
      ),
  );
}
