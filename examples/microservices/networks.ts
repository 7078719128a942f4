/**
 * Networks that clusters are connected with. Clusters on-premises are routed to them; each cloud connects them. Only workloads that name
 * a connection reach its addresses.
 */

/** Network of the signal collection: brokers to which the sites publish their signals by MQTT. */
export const signalCollection = { cidrs: ['10.61.0.0/24'], ports: [8883] };

/** Network of the advanced analytics: their data warehouse. */
export const advancedAnalytics = { cidrs: ['10.60.0.0/24'], ports: [5432] };

/** Network of each environment in a cloud: networks that are connected with one other network must not overlap. */
export const networkCidrs = {
  dev: '10.0.0.0/16',
  test: '10.1.0.0/16',
  staging: '10.2.0.0/16',
  prod: '10.3.0.0/16',
};
