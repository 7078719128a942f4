import { tenantScrapeLimits } from '../../monitoring/scrape-limits';
import { isLongEnough, minimumInterval } from './intervals';
import { celList, resourceRule, validation, type AdmissionPolicy } from './policy';

const endpoints = 'object.spec.podMetricsEndpoints';

/** Fields by which Prometheus would send requests elsewhere, or with credentials. */
const refused = ['relabelings', 'proxyUrl', 'proxyFromEnvironment', 'proxyConnectHeader', 'noProxy', 'oauth2'];

/** Actions of metricRelabelings that write no label. */
const selectingActions = ['keep', 'drop', 'keepequal', 'dropequal', 'labelkeep', 'labeldrop'];

const { sampleLimit, bodySizeLimit } = tenantScrapeLimits;

/** Sizes up to 50 MB, in units that CEL can compare as strings of digits. */
const bodySize = '^([1-9]|[1-4][0-9]|50)M(B|iB)$|^[1-9][0-9]{0,4}K(B|iB)$|^[1-9][0-9]{0,6}B$';

/**
 * Scrapes by PodMonitors: of pods of the tenant's own namespace, without redirects, which Prometheus would follow into
 * other namespaces, not more often than every ten seconds, and with limits of what one scrape stores and reads.
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
      `has(object.spec.sampleLimit) && object.spec.sampleLimit >= 1 && object.spec.sampleLimit <= ${sampleLimit}`,
      `'stores a limited number of samples of a scrape: set sampleLimit to ${sampleLimit} or less'`,
    ),
    validation(
      `has(object.spec.bodySizeLimit) && object.spec.bodySizeLimit.matches('${bodySize}')`,
      `'reads a limited size of a response: set bodySizeLimit to ${bodySizeLimit} or less'`,
    ),
    validation(
      `variables.endpoints.all(endpoint, ${refused.map((field) => `!has(endpoint.${field})`).join(' && ')})`,
      `'may not set ${refused.join(', ')} of a PodMonitor'`,
    ),
    // Alerts of the platform select some series by the label `job`.
    validation(
      `!has(object.spec.jobLabel) && variables.endpoints.all(endpoint, !has(endpoint.metricRelabelings) || endpoint.metricRelabelings.all(rule, has(rule.action) && rule.action.lowerAscii() in ${celList(selectingActions)}))`,
      `'may select samples of a scrape (${selectingActions.join(', ')}), and not change their labels: remove jobLabel and other metricRelabelings'`,
    ),
    validation(
      'variables.endpoints.all(endpoint, !has(endpoint.honorLabels) || !endpoint.honorLabels)',
      "'may not replace the labels of Prometheus: remove honorLabels'",
    ),
    validation(
      `variables.endpoints.all(endpoint, ${isLongEnough('endpoint.interval')})`,
      `'may scrape every ${minimumInterval}, not more often'`,
    ),
  ],
};
