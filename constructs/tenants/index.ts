export * from './tenant-admission-policies';
export * from './admission-policies';
export * from './tenant-namespace';
export * from './platform-access';
export * from './product';
export * from './tenant-release';
export * from './tenant-observability';
