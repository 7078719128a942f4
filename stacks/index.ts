/**
 * Stacks and charts that Plinth assembles from a plan, and `Component` for stacks of your own.
 * @module plinth/stacks
 */
export { assemble, type ProgressListener, type Sink } from './assemble';
export { Cluster, type ClusterProps } from './cluster';
export { Component, type ComponentProps } from './component';
export { DataStack } from './data-stack';
export { listDeliverySteps, type DeliveryStep } from './delivery-steps';
export { InfrastructureStack } from './infrastructure-stack';
export { NetworkStack } from './network-stack';
export type { OutputFile } from './output-file';
export { PermissionStack } from './permission-stack';
export { ReleaseStack } from './release-stack';
export { Tenant, type TenantProps } from './tenant';
