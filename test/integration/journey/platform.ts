import { cpSync, mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { markerLabels, markerName, markerNamespace } from '../../../src/kinds/cluster-marker';
import { expectResult } from '../apply/expect';
import type { KubernetesObject } from '../cluster/api';
import { ApplyRun, prune } from '../cluster/apply';
import { applyReleases } from '../cluster/cluster-test';
import { readOutput } from '../cluster/output';
import type { JourneyContext } from './step';

/** Stand-ins of each apply: `terraform_data` for the resources of the providers, and then server-side apply of dist. */
export const applyStandIns = ['Helm and Kubernetes providers'];

const clusterNames = ['dev', 'prod'] as const;

/**
 * Runs `plinth apply` and then, as a stand-in for the providers, applies the objects of dist and the marker, and deletes what
 * is no longer in dist.
 */
export async function applyPlatform(context: JourneyContext, ...args: readonly string[]): Promise<void> {
  const { project, controlPlanes, kubectl } = context;
  await project.mustRun('apply', '--yes', '--kubectl', kubectl, ...args);
  // In a folder of its own for each apply, since the objects of a file are cached.
  const folder = mkdtempSync(join(context.parent.folder, 'applied-'));
  cpSync(join(project.folder, 'dist'), join(folder, 'dist'), { recursive: true });
  const output = readOutput(folder);
  for (const cluster of clusterNames) {
    const { api } = controlPlanes[cluster];
    const run = new ApplyRun(api);
    await applyReleases({ label: cluster, output, cluster, api, kubernetes: '' }, run);
    run.throwRejections();
    const marker = readMarker(project.folder, cluster);
    await api.apply(marker);
    await prune(api, [...run.objects, marker]);
  }
  expectResult(
    await project.plinth('status', '--kubectl', kubectl),
    0,
    'dev: the lock records',
    'prod: the lock records',
  );
}

function readMarker(folder: string, cluster: string): KubernetesObject {
  const state = JSON.parse(readFileSync(join(folder, `state/${cluster}-platform.tfstate`), 'utf8')) as {
    readonly resources: readonly {
      readonly name: string;
      readonly instances: readonly {
        readonly attributes: { readonly output: { readonly value: { data: unknown } } };
      }[];
    }[];
  };
  const resource = state.resources.find(({ name }) => name === 'kubernetes_config_map_v1-plinth');
  const data = resource?.instances[0]?.attributes.output.value.data;
  if (data === undefined) throw new Error(`the state of ${cluster}-platform has no marker`);
  const metadata = { name: markerName('platform'), namespace: markerNamespace, labels: { ...markerLabels } };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
}

/** Returns a Deployment of the tenant. @throws Error when it does not exist */
export async function getDeployment({ controlPlanes }: JourneyContext, cluster: 'dev' | 'prod', name: string) {
  const path = `/apis/apps/v1/namespaces/shop/deployments/${name}`;
  return (await controlPlanes[cluster].api.get(path)) as {
    readonly spec: {
      readonly template: {
        readonly spec: {
          readonly containers: readonly { readonly image: string; readonly env?: readonly EnvironmentVariable[] }[];
        };
      };
    };
    readonly status: { readonly replicas?: number; readonly availableReplicas?: number };
  };
}

/** Variable of a container, from a literal or from a Secret. */
interface EnvironmentVariable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } };
}
