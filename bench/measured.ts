/** What was measured of one size. */
export interface Measured {
  readonly tenants: number;
  /** CPU of plan and synth; loading the programs is not in it. */
  readonly cpuSeconds: number;
  readonly peakMiB: number;
  readonly objects: number;
  readonly files: number;
  /** CPU of a plain cdk8s App with a chart for each tenant, on the same objects. */
  readonly cdk8sSeconds?: number;
  /** CPU of writing the same objects as YAML, and nothing else. */
  readonly yamlSeconds?: number;
}
