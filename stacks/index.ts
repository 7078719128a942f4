export { assemble, type ProgressListener as Progress, type Sink } from './assemble';
export { InfrastructureStack } from './infrastructure-stack';
export { renderKustomizeBase as baseOf, renderKustomizeOverlay as overlayOf } from './kustomize';
export { renderManifestFiles as manifestsOf, type ManifestFile as Manifest } from './manifests';
export type { OutputFile } from './output-file';
export { ReleaseStack } from './release-stack';
export { listDeliverySteps as stepsTo, type DeliveryStep as Step } from './steps';
