import type { InfluxOptions } from './influxdb-options';
import { containerResources } from '../../kubernetes/container-resources';
import { unprivilegedSecurityContext } from '../../kubernetes/security-context';

/** Name of the InfluxDB 2 organization of both buckets. */
export const influxOrganization = 'platform';

const nonRootSecurityContext = {
  runAsUser: 1000,
  runAsGroup: 1000,
  runAsNonRoot: true,
  ...unprivilegedSecurityContext,
  seccompProfile: { type: 'RuntimeDefault' },
};

/** Renders the values of chart influxdb (InfluxDB 1). */
export function renderInfluxDb1Values(options: InfluxOptions, repository: string) {
  const { name, retentionDays, secret, storageGiB, storageClass, memory, memoryLimit } = options;
  const duration = retentionDays === undefined ? 'INF' : `${retentionDays}d`;
  const createDatabase = (database: string) =>
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
    // Runs once, when the volume is empty.
    initScripts: { enabled: true, scripts: { 'init.iql': createDatabase('prometheus') + createDatabase('telegraf') } },
  };
}

/** Renders the values of chart influxdb2 (InfluxDB 2). */
export function renderInfluxDb2Values(options: InfluxOptions, repository: string) {
  const { name, retentionDays, secret, storageGiB, storageClass, memory, memoryLimit } = options;
  const retention = retentionDays === undefined ? '0s' : `${retentionDays * 24}h`;
  return {
    fullnameOverride: name,
    image: { repository, tag: '2.7.12-alpine' },
    securityContext: nonRootSecurityContext,
    resources: containerResources({ cpuRequest: '200m', memoryRequest: memory, memoryLimit }),
    persistence: {
      enabled: true,
      size: `${storageGiB}Gi`,
      ...(storageClass === undefined ? {} : { storageClass }),
    },
    service: { port: 8086 },
    // With one replica, a PodDisruptionBudget only blocks the draining of nodes.
    pdb: { create: false },
    adminUser: {
      organization: influxOrganization,
      bucket: 'prometheus',
      retention_policy: retention,
      existingSecret: secret,
    },
    initScripts: {
      enabled: true,
      scripts: {
        'init.sh': `#!/bin/sh\nset -e\ninflux bucket create --name telegraf --retention ${retention} --org ${influxOrganization}\n`,
      },
    },
  };
}

/** Renders the values of chart influxdb3-core (InfluxDB 3 Core), with its object store on a volume. */
export function renderInfluxDb3Values(options: InfluxOptions, registry: string) {
  const { name, secret, storageGiB, storageClass, memory, memoryLimit } = options;
  return {
    fullnameOverride: name,
    image: { registry },
    podSecurityContext: { seccompProfile: { type: 'RuntimeDefault' } },
    securityContext: unprivilegedSecurityContext,
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
