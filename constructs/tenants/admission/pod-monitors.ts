import { resourceRule, validation, type AdmissionPolicy } from './policy';

const endpoints = 'object.spec.podMetricsEndpoints';

/** Fields by which Prometheus would send requests elsewhere, or with credentials. */
const refused = ['relabelings', 'proxyUrl', 'proxyFromEnvironment', 'proxyConnectHeader', 'noProxy', 'oauth2'];

/** Shortest time between two scrapes that a tenant may ask for. */
const minimumInterval = '10s';

/**
 * Scrapes by PodMonitors: of pods of the tenant's own namespace, without redirects, which Prometheus would follow into
 * other namespaces, and not more often than every ten seconds.
 * @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PodMetricsEndpoint
 */
export const podMonitors: AdmissionPolicy = {
  name: 'pod-monitors',
  resourceRules: [resourceRule('monitoring.coreos.com', ['podmonitors'])],
  restrictions: [],
  variables: { endpoints: `has(${endpoints}) ? ${endpoints} : []` },
  validations: [
    validation(
      '!has(object.spec.namespaceSelector) && !has(object.spec.scrapeClass)',
      "'scrapes pods of its own namespace, with the default scrape class'",
    ),
    validation(
      'variables.endpoints.all(endpoint, has(endpoint.followRedirects) && !endpoint.followRedirects)',
      "'scrapes without redirects: set followRedirects: false'",
    ),
    validation(
      `variables.endpoints.all(endpoint, ${refused.map((field) => `!has(endpoint.${field})`).join(' && ')})`,
      `'may not set ${refused.join(', ')} of a PodMonitor'`,
    ),
    validation(
      `variables.endpoints.all(endpoint, !has(endpoint.interval) || endpoint.interval == '' || endpoint.interval.matches('^[1-9][0-9]*([hdwy]|m([^s]|$))') || (endpoint.interval.matches('^[0-9]+s$') && duration(endpoint.interval) >= duration('${minimumInterval}')))`,
      `'may scrape every ${minimumInterval}, not more often'`,
    ),
  ],
};
