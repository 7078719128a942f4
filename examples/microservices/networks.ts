/**
 * Networks that clusters are connected with. Clusters on-premises are routed to them; each cloud connects them. Only workloads that name
 * a connection reach its addresses.
 */

/** Network of the signal collection: brokers to which the sites publish their signals by MQTT. */
export const signalCollection = { cidrs: ['10.61.0.0/24'], ports: [8883] };

/** Network of the advanced analytics: their data warehouse. */
export const advancedAnalytics = { cidrs: ['10.60.0.0/24'], ports: [5432] };
