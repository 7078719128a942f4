export * from './existing';
export * from './on-prem';
