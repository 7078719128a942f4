/** Network of the data warehouse of the advanced analytics. Clusters on-premises are routed to it; each cloud connects it. */
export const warehouse = { cidrs: ['10.60.0.0/24'], ports: [5432] };
