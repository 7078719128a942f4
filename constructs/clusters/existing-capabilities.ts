import type { Endpoint } from '../../src/definition/capability';
import type { CapabilityProviders, ProvidedCapability } from '../../src/kinds/provides';
import { provideDashboards, provideTenantDashboards } from '../components/dashboards/dashboards-provider';
import { provideIngress } from '../components/ingress/ingress-provider';
import { provideAlerts } from '../components/metrics/tenant-alerts';
import { provideSecrets } from '../components/secrets/secret-releases';

/** Functions of programs on an existing cluster that Plinth knows, by capability. */
const providers: Readonly<Record<string, (endpoint: Endpoint) => ProvidedCapability>> = {
  alerts: provideAlerts,
  dashboards: provideDashboards,
  ingress: provideIngress,
  secrets: provideSecrets,
  'tenant-dashboards': provideTenantDashboards,
};

/**
 * Returns the providers of the capabilities that an existing cluster has.
 * @param defaults fields of endpoints that the cloud of the cluster determines, by capability
 */
export function provideExistingCapabilities(
  endpoints: Readonly<Record<string, Endpoint>>,
  defaults: Readonly<Record<string, Endpoint>> = {},
): CapabilityProviders {
  return Object.fromEntries(
    Object.entries(endpoints).map(([capability, declared]) => {
      const endpoint = { ...defaults[capability], ...declared };
      return [capability, providers[capability]?.(endpoint) ?? { endpoint }];
    }),
  );
}
