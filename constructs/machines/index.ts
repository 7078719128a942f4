/**
 * Kinds of machines: the contract, renderers of the first configuration of a machine, and vSphere.
 * @module plinth/machines
 */
export type * from './documented-options';
export { renderHostCertificateCommands, renderNetworkConfig, renderUserData, type MachineNetwork } from './cloud-init';
export { renderIgnition, type IgnitionOptions, type IgnitionSystem } from './ignition';
export { machineKind, type CheckedMachines, type MachineHost, type MachineProvider } from './machine-kind';
export { vsphere } from './vsphere';
