import type { TerraformResource } from 'cdktf';

/** Machines of a cluster that its infrastructure stack creates. */
export interface CreatedMachines {
  /** Resources of the machines, by host name. Another `id` of a resource is another machine, which joins the cluster again. */
  readonly resources: Readonly<Record<string, TerraformResource>>;
  /** See `MachineProvider`; undefined where an SSH certificate authority signs the host keys. */
  readonly hostKeyCommand: string | undefined;
}
