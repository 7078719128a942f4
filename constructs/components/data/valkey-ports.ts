/** Ports of the pod of a cache. */
export const valkeyPorts = { valkey: 6379, metrics: 9121 } as const;
