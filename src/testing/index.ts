/**
 * Assertions on the output of a definition, for Jest and node:test.
 * @module plinth/testing
 */
export type { ExpectedProperties } from './match';
export { Resources, type Resource } from './resources';
export { ClusterTemplate, Template, type TemplateOptions } from './template';
