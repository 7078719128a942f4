/** Place of a managed cluster in a cloud. Kinds of one cloud extend it with what they need of each other. */
export interface Cloud {
  /** Name of the cloud, such as `aws`. */
  readonly provider: string;
  readonly region: string;
}

/** Names from which the resources of a cluster in a cloud get theirs. */
export interface ClusterPlace {
  readonly platform: string;
  readonly environment: string;
  readonly cluster: string;
}
