import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EnvVar } from 'kubernetes-types/core/v1';
import { parse } from 'yaml';
import type { KubernetesObject } from '../../cluster/api';
import { getReleases, type Output } from '../../cluster/output';

/** Path of an Ingress in the values of ORY's charts. */
interface IngressValues {
  readonly annotations?: Readonly<Record<string, string>>;
  readonly hosts: readonly { readonly host: string; readonly paths: readonly { readonly path: string }[] }[];
}

/** Values of a chart of ORY, as far as the tests read them. */
export interface OryValues {
  readonly ingress?: { readonly public?: IngressValues };
  readonly kratos?: {
    readonly config: Readonly<Record<string, unknown>>;
    readonly identitySchemas: Readonly<Record<string, string>>;
  };
  readonly deployment?: { readonly extraEnv?: readonly EnvVar[] };
  readonly hydra?: { readonly config: Readonly<Record<string, unknown>> };
}

/** Reads the values of the release of a chart. @throws Error where the cluster has no such release */
export function readChartValues(output: Output, cluster: string, name: string): OryValues {
  const release = getReleases(output, cluster).find((candidate) => candidate.name === name);
  if (!release) throw new Error(`cluster '${cluster}' has no release '${name}'`);
  return parse(readFileSync(join(output.folder, 'dist', release.folder, 'values.yaml'), 'utf8')) as OryValues;
}

/** Returns the Ingress that a chart of ORY creates from its values for the public port, whose Service has this name. */
export function renderChartIngress({ ingress }: OryValues, namespace: string, service: string): KubernetesObject {
  const backend = { service: { name: service, port: { name: 'http' } } };
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    metadata: { name: service, namespace, annotations: { ...ingress?.public?.annotations } },
    spec: {
      rules: (ingress?.public?.hosts ?? []).map(({ host, paths }) => ({
        host,
        http: { paths: paths.map(({ path }) => ({ path, pathType: 'Prefix', backend })) },
      })),
    },
  };
}
