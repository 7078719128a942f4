/**
 * Limits of one scrape of a tenant's pod; Prometheus discards a scrape that exceeds one. An application cannot store more
 * series, or make Prometheus read a larger response.
 * @see https://prometheus-operator.dev/docs/api-reference/api/#monitoring.coreos.com/v1.PodMonitorSpec
 */
export const tenantScrapeLimits = { sampleLimit: 50_000, bodySizeLimit: '50MB' } as const;
