export { Application, type ApplicationProps, type PlannedApplicationProps } from './application';
export { Job, type JobProps, type PlannedJobProps } from './job';
