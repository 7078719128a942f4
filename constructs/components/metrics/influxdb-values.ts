import type { InfluxOptions } from './influxdb-options';
import { containerResources } from '../../kubernetes/container-resources';

/** Organization that both databases belong to, where InfluxDB knows organizations. */
export const influxOrganization = 'platform';

const restrictedSecurityContext = {
  runAsUser: 1000,
  runAsGroup: 1000,
  runAsNonRoot: true,
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  seccompProfile: { type: 'RuntimeDefault' },
};

/** Values of the chart of InfluxDB 1. */
export function renderInfluxDb1Values(options: InfluxOptions, repository: string) {
  const { name, retentionDays, secret, storageGiB, storageClass, memory, memoryLimit } = options;
  const duration = retentionDays === undefined ? 'INF' : `${retentionDays}d`;
  const create = (database: string) =>
    `CREATE DATABASE "${database}" WITH DURATION ${duration} REPLICATION 1 NAME "kept"\n`;
  return {
    fullnameOverride: name,
    image: { repository },
    securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
    resources: containerResources({ cpuRequest: '200m', memoryRequest: memory, memoryLimit }),
    persistence: {
      enabled: true,
      size: `${storageGiB}Gi`,
      ...(storageClass === undefined ? {} : { storageClass }),
    },
    setDefaultUser: { enabled: true, user: { existingSecret: secret } },
    config: { reporting_disabled: true, http: { 'auth-enabled': true, 'flux-enabled': false } },
    // They run once, when the volume is empty.
    initScripts: { enabled: true, scripts: { 'init.iql': create('prometheus') + create('telegraf') } },
  };
}

/** Values of the chart of InfluxDB 2. */
export function renderInfluxDb2Values(options: InfluxOptions, repository: string) {
  const { name, retentionDays, secret, storageGiB, storageClass, memory, memoryLimit } = options;
  const hours = retentionDays === undefined ? '0s' : `${retentionDays * 24}h`;
  return {
    fullnameOverride: name,
    image: { repository, tag: '2.7.12-alpine' },
    securityContext: restrictedSecurityContext,
    resources: containerResources({ cpuRequest: '200m', memoryRequest: memory, memoryLimit }),
    persistence: {
      enabled: true,
      size: `${storageGiB}Gi`,
      ...(storageClass === undefined ? {} : { storageClass }),
    },
    service: { port: 8086 },
    // With one replica it would only keep nodes from being drained.
    pdb: { create: false },
    adminUser: {
      organization: influxOrganization,
      bucket: 'prometheus',
      retention_policy: hours,
      existingSecret: secret,
    },
    initScripts: {
      enabled: true,
      scripts: {
        'init.sh': `#!/bin/sh\nset -e\ninflux bucket create --name telegraf --retention ${hours} --org ${influxOrganization}\n`,
      },
    },
  };
}

/** Values of the chart of InfluxDB 3 Core, which keeps its files on a volume. */
export function renderInfluxDb3Values(options: InfluxOptions, registry: string) {
  const { name, secret, storageGiB, storageClass, memory, memoryLimit } = options;
  return {
    fullnameOverride: name,
    image: { registry },
    podSecurityContext: { seccompProfile: { type: 'RuntimeDefault' } },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    resources: containerResources({ cpuRequest: '200m', memoryRequest: memory, memoryLimit }),
    objectStorage: {
      type: 'file',
      file: {
        persistence: { size: `${storageGiB}Gi`, ...(storageClass === undefined ? {} : { storageClass }) },
      },
    },
    security: {
      auth: { disableAuthz: ['health', 'metrics'], adminToken: { existingSecret: secret } },
    },
  };
}
