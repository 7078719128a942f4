import type { TerraformResource } from 'cdktf';
import type { Construct } from 'constructs';
import { z } from 'zod';
import type { OptionsSchema } from '../../src/definition/component';
import { clusterKind } from '../../src/kinds/cluster-kind';
import { onPrem } from '../clusters/on-prem';
import { listHosts, type Host } from '../clusters/on-prem/hosts';
import { addInfrastructure } from '../clusters/on-prem/infrastructure';
import { onPremSchema, type OnPremOptions } from '../clusters/on-prem/schema';
import { checkOnPremOptions } from '../clusters/on-prem/validation';
import { error, type Problem } from '../../src/schema/problem';
import { assertZodVersion } from '../../src/schema/zod-version';

/** Host for which a machine is created. */
export interface MachineHost extends Pick<Host, 'name' | 'address' | 'secondAddress' | 'role'> {
  /** Name of the cluster. */
  readonly cluster: string;
  /** User with whom Plinth logs in, by SSH and with `sudo` without a password. */
  readonly user: string;
  /** Operating system: the option `system` of the cluster. @default unknown */
  readonly system?: string | undefined;
  /** Whether the cluster trusts an SSH certificate authority (`ssh.hostCertificateAuthorities`), so that no host key is read. */
  readonly hasHostCertificate: boolean;
}

/** Cluster for whose machines options are checked. */
export interface CheckedMachines {
  /** Machines that the cluster lists. */
  readonly hosts: readonly Pick<MachineHost, 'name' | 'address' | 'secondAddress' | 'role'>[];
  /** Whether the cluster has `ssh.hostCertificateAuthorities`. */
  readonly trustsAuthorities: boolean;
}

/** How Terraform creates the machines of an on-premises cluster. */
export interface MachineProvider<K extends string, S extends OptionsSchema> {
  /** Value of `kind` of the cluster in a definition; a DNS label. */
  readonly kind: K;
  /** Purpose in one sentence, for the documentation and the JSON Schema. */
  readonly summary: string;
  /** Schema of the option `machines` of the cluster. */
  readonly schema: S;
  /** Configures the Terraform providers in the infrastructure stack. Credentials come from their environment variables. */
  addProviders(scope: Construct, options: Readonly<z.output<S>>): void;
  /**
   * Adds the machines to the infrastructure stack; each must have the address of its host in the definition, and accept
   * the log-in of its user. Returns their resources by host name, with an attribute `id` that changes when a machine is replaced.
   * No private key belongs into user data: Terraform stores it in its state.
   */
  addMachines(
    scope: Construct,
    hosts: readonly MachineHost[],
    options: Readonly<z.output<S>>,
  ): Readonly<Record<string, TerraformResource>>;
  /**
   * Command for bash that prints the public host keys of a machine in the format of ssh_host_ed25519_key.pub. It reads
   * them on a channel that only the machine can write to, such as that of its hypervisor, and fails until they exist. It
   * runs on the machine where Terraform runs, with the variables NAME, ADDRESS and MACHINE_ID. It does not run where
   * `ssh.hostCertificateAuthorities` sign the host keys.
   * @default host keys cannot be read: clusters need `ssh.hostCertificateAuthorities`
   */
  readonly hostKeyCommand?: string;
  /**
   * What a change of `machines` does to existing machines, as far as it is dangerous or does not reach them, for people who
   * read the plan.
   * @default nothing of it is dangerous
   */
  readonly changeRisk?: string;
  /**
   * Returns errors in the option `machines` that the schema cannot find, with paths relative to it.
   * @default none
   */
  validate?(options: Readonly<z.output<S>>, cluster: CheckedMachines): readonly Problem[];
}

/**
 * Creates a kind of on-premises cluster whose machines Terraform creates. Its options are those of `onPrem()`, and
 * `machines`. A machine that was lost is created again, and joins the cluster under its name.
 * @throws Error for a schema of another version of zod
 * @example
 * export const proxmox = machineKind({
 *   kind: 'proxmox',
 *   summary: 'A kubeadm cluster on virtual machines of Proxmox.',
 *   schema: z.strictObject({ node: z.string() }),
 *   addProviders: (scope) => { addProxmoxProvider(scope); },
 *   addMachines: (scope, hosts, { node }) => Object.fromEntries(hosts.map((host) => [host.name, addVm(scope, host, node)])),
 *   hostKeyCommand: 'ssh "$PROXMOX_HOST" qm guest cmd "$MACHINE_ID" …',
 * });
 */
export function machineKind<const K extends string, S extends OptionsSchema>(provider: MachineProvider<K, S>) {
  const { kind, summary, hostKeyCommand, changeRisk } = provider;
  assertZodVersion(kind, provider.schema);
  const schema = z.strictObject({
    ...onPremSchema.shape,
    machines: provider.schema.describe('machines that Terraform creates, one for each host'),
  });
  // TypeScript does not derive the output of an object with a field of a generic schema.
  const resolveOptions = (options: unknown) => options as OnPremOptions & { readonly machines: Readonly<z.output<S>> };
  return clusterKind({
    ...onPrem,
    kind,
    summary,
    schema,
    ...(changeRisk === undefined ? {} : { optionRisks: { machines: changeRisk } }),
    validate: (options, cluster) => {
      const { machines, ...hostOptions } = resolveOptions(options);
      const trustsAuthorities = hostOptions.ssh.hostCertificateAuthorities.length > 0;
      return [
        ...checkOnPremOptions(hostOptions, cluster),
        ...(provider.validate?.(machines, { hosts: listHosts(hostOptions), trustsAuthorities }) ?? []).map(
          (problem) => ({
            ...problem,
            path: ['machines', ...problem.path],
          }),
        ),
        ...(hostKeyCommand === undefined && !trustsAuthorities
          ? [
              error(
                ['ssh', 'hostCertificateAuthorities'],
                undefined,
                `is required: the kind ${kind} reads no host keys of machines`,
                'write the public key of the authority that signs the host keys',
              ),
            ]
          : []),
      ];
    },
    addProviders: (scope, options) => {
      provider.addProviders(scope, resolveOptions(options).machines);
    },
    provision: (scope, cluster, options) => {
      const { machines, ...hostOptions } = resolveOptions(options);
      const { user: defaultUser, hosts: sshHosts, hostCertificateAuthorities } = hostOptions.ssh;
      const hasHostCertificate = hostCertificateAuthorities.length > 0;
      const hosts = listHosts(hostOptions).map(({ name, address, secondAddress, role }): MachineHost => ({
        ...{ name, address, secondAddress, role, cluster: cluster.name },
        ...{ system: hostOptions.system, hasHostCertificate },
        user: sshHosts[name]?.user ?? defaultUser,
      }));
      const resources = provider.addMachines(scope, cluster.removed ? [] : hosts, machines);
      addInfrastructure(scope, cluster, hostOptions, {
        resources,
        hostKeyCommand: hasHostCertificate ? undefined : hostKeyCommand,
      });
    },
  });
}
