export * from './flannel';
export * from './namespace';
export * from './traffic';
export * from './prometheus';
export * from './loki';
export * from './metrics-server';
export * from './node-exporter';
export * from './grafana';
