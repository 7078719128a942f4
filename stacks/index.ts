export { assemble, type Progress, type Sink } from './assemble';
export { InfrastructureStack } from './infrastructure-stack';
export { baseOf, overlayOf } from './kustomize';
export { manifestsOf, type Manifest } from './manifests';
export type { OutputFile } from './output-file';
export { ReleaseStack } from './release-stack';
export { stepsTo, type Step } from './steps';
