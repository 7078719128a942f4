export type { ExpectedProperties } from './match';
export { Resources, type Resource } from './resources';
export { ClusterTemplate, Template, type TemplateOptions } from './template';
