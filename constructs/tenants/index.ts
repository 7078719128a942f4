export * from './admission';
export * from './admission-rules';
export * from './isolation';
export * from './namespace';
export * from './platform-access';
export * from './product';
export * from './release';
export * from './observability';
