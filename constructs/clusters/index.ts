export { existing } from './existing';
export { onPrem } from './on-prem';
