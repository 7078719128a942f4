export { assemble, type ProgressListener, type Sink } from './assemble';
export { InfrastructureStack } from './infrastructure-stack';
export { renderKustomizeBase, renderKustomizeOverlay } from './kustomize';
export { renderManifestFiles, type ManifestFile } from './manifest-files';
export type { OutputFile } from './output-file';
export { ReleaseStack } from './release-stack';
export { listDeliverySteps, type DeliveryStep } from './delivery-steps';
