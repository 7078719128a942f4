export { renderNetworkConfig, renderUserData, type MachineNetwork } from './cloud-init';
export { machineKind, type MachineHost, type MachineProvider } from './machine-kind';
export { vsphere } from './vsphere';
