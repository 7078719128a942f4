/** Measurement of one platform size. */
export interface Measurement {
  /** Number of tenants of the generated platform. */
  readonly tenants: number;
  /** CPU time of plan and synthesis, without loading the modules. */
  readonly cpuSeconds: number;
  /** Maximum resident set size of the process. */
  readonly peakMiB: number;
  /** Number of Kubernetes objects in the written manifests. */
  readonly objects: number;
  /** Number of written files. */
  readonly files: number;
  /** CPU time of a plain cdk8s App with one chart per tenant and the same objects. @default not measured */
  readonly cdk8sSeconds?: number;
  /** CPU time of formatting the same objects as YAML, and nothing else. @default not measured */
  readonly yamlSeconds?: number;
}
