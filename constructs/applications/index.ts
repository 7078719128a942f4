export * from './application';
export * from './job';
