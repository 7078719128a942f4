import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Api } from './api';

/** Container with variables and volumes from Secrets. */
interface Container {
  readonly env?: readonly {
    readonly name: string;
    readonly valueFrom?: { readonly secretKeyRef?: { readonly name: string; readonly key: string } };
  }[];
  readonly volumeMounts?: readonly { readonly name: string; readonly mountPath: string }[];
}

/** Volume with the keys of a Secret, alone or projected. */
interface Volume {
  readonly name: string;
  readonly secret?: { readonly secretName: string };
  readonly projected?: { readonly sources: readonly { readonly secret?: { readonly name: string } }[] };
}

interface PodSpec {
  readonly containers: readonly Container[];
  readonly volumes?: readonly Volume[];
}

/**
 * Gives this process what the kubelet would give the container of a Deployment: returns its variables from Secrets, and
 * writes the files of its Secrets. Both come from the API server.
 * @param root folder in place of the root directory of the container
 */
export async function readContainerEnvironment(
  api: Api,
  namespace: string,
  deployment: string,
  root = '/',
): Promise<Readonly<Record<string, string>>> {
  const readSecret = async (name: string) => {
    const { data } = (await api.get(`/api/v1/namespaces/${namespace}/secrets/${name}`)) as {
      readonly data: Readonly<Record<string, string>>;
    };
    return Object.fromEntries(
      Object.entries(data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]),
    );
  };
  const { spec } = (await api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/${deployment}`)) as {
    readonly spec: { readonly template: { readonly spec: PodSpec } };
  };
  const { containers, volumes = [] } = spec.template.spec;
  const [container] = containers;
  for (const { name, mountPath } of container?.volumeMounts ?? []) {
    const { secret, projected } = volumes.find((volume) => volume.name === name) ?? {};
    const secretName = secret?.secretName ?? projected?.sources.flatMap((source) => source.secret?.name ?? [])[0];
    if (secretName === undefined) continue;
    for (const [key, value] of Object.entries(await readSecret(secretName))) {
      mkdirSync(join(root, mountPath), { recursive: true });
      writeFileSync(join(root, mountPath, key), value);
    }
  }
  const variables = await Promise.all(
    (container?.env ?? []).map(async ({ name, valueFrom }) => {
      const { secretKeyRef } = valueFrom ?? {};
      if (!secretKeyRef) return [];
      return [[name, (await readSecret(secretKeyRef.name))[secretKeyRef.key] ?? ''] as const];
    }),
  );
  return Object.fromEntries(variables.flat());
}
