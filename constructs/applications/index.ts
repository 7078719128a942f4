export { Application, type ApplicationProps } from './application';
export { Job, type JobProps } from './job';
