export * from './isolation';
export * from './namespace';
export * from './release';
export * from './observability';
