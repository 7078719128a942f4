import type { Construct } from 'constructs';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { PodSpec, Service, ServicePort } from 'kubernetes-types/core/v1';
import type { ObjectMeta } from 'kubernetes-types/meta/v1';
import { tenantLabel } from '../../../src/kinds/labels';
import {
  queryProxyName,
  tenantDashboardsNamespace,
  tenantQueryProxyName,
  tenantGrafanaApp,
} from './tenant-configuration';
import { digest } from '../../digest';
import { addObject } from '../../kubernetes/object';

type Labels = Readonly<Record<string, string>>;

/** Deployment with a Service for one tenant, in the namespace of all tenants' dashboards: its Grafana or its query proxy. */
export interface TenantDeployment {
  readonly tenant: string;
  /** Name of its Deployment and its Service. */
  readonly name: string;
  /** Labels that select its pods. */
  readonly podLabels: Labels;
}

/** The Grafana of a tenant. */
export function tenantGrafana(tenant: string): TenantDeployment {
  return { tenant, name: `grafana-${tenant}`, podLabels: renderPodLabels(tenantGrafanaApp, tenant) };
}

/** The query proxy through which the Grafana of a tenant queries metrics, logs and traces. */
export function tenantQueryProxy(tenant: string): TenantDeployment {
  return { tenant, name: queryProxyName(tenant), podLabels: renderPodLabels(tenantQueryProxyName, tenant) };
}

/** Returns name, namespace and labels of the Deployment and its Service. */
export function tenantDeploymentMetadata({ name, tenant, podLabels }: TenantDeployment): ObjectMeta {
  const labels = { ...podLabels, 'app.kubernetes.io/managed-by': 'plinth', [tenantLabel]: tenant };
  return { name, namespace: tenantDashboardsNamespace, labels };
}

/**
 * Adds a Deployment with one pod, and its Service.
 * @param restartOnChangeOf what the pod reads at start only: the pod is replaced when this value changes
 */
export function addTenantDeployment(
  scope: Construct,
  id: string,
  deployment: TenantDeployment,
  {
    pod,
    ports,
    restartOnChangeOf,
  }: { readonly pod: PodSpec; readonly ports: ServicePort[]; readonly restartOnChangeOf: unknown },
): void {
  const metadata = tenantDeploymentMetadata(deployment);
  const podLabels = { ...deployment.podLabels };
  addObject<Deployment>(scope, id, {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: 1,
      selector: { matchLabels: podLabels },
      template: {
        metadata: {
          ...(metadata.labels ? { labels: metadata.labels } : {}),
          annotations: { 'plinth.dev/configuration': digest(restartOnChangeOf) },
        },
        spec: { enableServiceLinks: false, ...pod },
      },
    },
  });
  addObject<Service>(scope, `${id}-service`, {
    apiVersion: 'v1',
    kind: 'Service',
    metadata,
    spec: { type: 'ClusterIP', selector: podLabels, ports },
  });
}

function renderPodLabels(name: string, tenant: string): Labels {
  return { 'app.kubernetes.io/name': name, 'app.kubernetes.io/instance': tenant };
}
