export * from './flannel';
export * from './namespace';
export * from './traffic';
