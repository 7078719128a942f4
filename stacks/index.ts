export { assemble, type Progress, type Sink } from './assemble';
export { InfrastructureStack } from './infrastructure-stack';
export type { OutputFile } from './output-file';
export { ReleaseStack } from './release-stack';
export { stepsTo, type Step } from './steps';
