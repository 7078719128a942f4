/** Requests and memory limit of a container, as Kubernetes quantities such as `100m` and `128Mi`. */
export interface ContainerResourceQuantities {
  readonly cpuRequest: string;
  readonly memoryRequest: string;
  readonly memoryLimit: string;
}

/**
 * Returns the `resources` field of a container. CPU has no limit: the kernel shares it in proportion to the requests.
 * @see https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/
 * @example
 * containerResources({ cpuRequest: '100m', memoryRequest: '128Mi', memoryLimit: '512Mi' })
 */
export function containerResources({ cpuRequest, memoryRequest, memoryLimit }: ContainerResourceQuantities) {
  return { requests: { cpu: cpuRequest, memory: memoryRequest }, limits: { memory: memoryLimit } };
}
