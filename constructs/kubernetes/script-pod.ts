import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Container, EnvVar, PodSpec, Volume, VolumeMount } from 'kubernetes-types/core/v1';
import { resolveImage, type ClusterInfo } from '../../src/kinds/cluster-info';
import { images } from '../images';
import { containerResources } from './container-resources';
import { nonRootPodSecurityContext, restrictedSecurityContext } from './security-context';

/** Script for Node.js, without packages. */
export interface PodScript {
  /** File with which Node.js starts. */
  readonly file: string;
  /** Contents by file name, in one folder: the script, and the modules that it imports. */
  readonly files: Readonly<Record<string, string>>;
}

/** Pod that runs a script. */
export interface ScriptPod {
  /** Name of the ServiceAccount, and of the ConfigMap with the files of the script. */
  readonly name: string;
  readonly container: string;
  readonly script: PodScript;
  readonly env?: Readonly<Record<string, string>>;
  /** @default 128Mi */
  readonly memoryLimit?: string;
  /** Further fields of the container. */
  readonly fields?: Pick<Container, 'ports' | 'readinessProbe' | 'livenessProbe'>;
  /** Further volumes, with the paths at which the container mounts them. */
  readonly volumes?: readonly Volume[];
  readonly volumeMounts?: readonly VolumeMount[];
  /** Further containers. */
  readonly containers?: readonly Container[];
}

const importPattern = /(?<=^(?:import .*|}) from ')(\.{1,2}\/[^']+\.mjs)(?=';$)/gm;

/** Relative import in any form. */
const relativeImportPattern = /\b(?:from|import)\s*\(?\s*(['"`])(\.{1,2}\/[^'"`]*)\1/g;

/** Mount of the files of a script. */
export const scriptsMount: VolumeMount = { name: 'scripts', mountPath: '/scripts', readOnly: true };

/**
 * Reads a script and the modules of other folders that it imports, which are files of one folder in the pod.
 * @throws Error if a file imports another one in a form that is not found here, or that is not in the folder
 */
export function readPodScript(path: string): PodScript {
  const content = readFileSync(path, 'utf8');
  const modules = [...content.matchAll(importPattern)].map(([imported]) => join(dirname(path), imported));
  const files = {
    [basename(path)]: content.replace(importPattern, (imported) => `./${basename(imported)}`),
    ...Object.fromEntries(modules.map((module) => [basename(module), readFileSync(module, 'utf8')])),
  };
  for (const [file, text] of Object.entries(files)) checkImports(path, { file, text }, Object.keys(files));
  return { file: basename(path), files };
}

/** Throws if a file imports one that is not in its folder in the pod. */
function checkImports(script: string, { file, text }: { file: string; text: string }, files: readonly string[]): void {
  for (const [, , imported = ''] of text.matchAll(relativeImportPattern))
    if (!files.some((other) => imported === `./${other}`))
      throw new Error(`${script}: ${file} imports ${imported}, which is no file of the pod`);
}

/**
 * Returns a pod that runs a script on the official image of Node.js, with the token of its ServiceAccount. Connections to
 * the API server verify its certificate.
 */
export function renderScriptPod(pod: ScriptPod, cluster: ClusterInfo): PodSpec {
  const { name, container, script, memoryLimit = '128Mi', volumeMounts = [], containers = [], volumes = [] } = pod;
  return {
    enableServiceLinks: false,
    serviceAccountName: name,
    automountServiceAccountToken: true,
    securityContext: { ...nonRootPodSecurityContext(1000), fsGroup: 1000 },
    containers: [
      {
        name: container,
        image: resolveImage(cluster, images.node),
        command: ['node', `${scriptsMount.mountPath}/${script.file}`],
        env: renderEnvironment(pod),
        ...pod.fields,
        securityContext: restrictedSecurityContext(),
        resources: containerResources({ cpuRequest: '10m', memoryRequest: '64Mi', memoryLimit }),
        volumeMounts: [scriptsMount, ...volumeMounts],
      },
      ...containers,
    ],
    volumes: [{ name: scriptsMount.name, configMap: { name } }, ...volumes],
  };
}

function renderEnvironment({ env = {} }: ScriptPod): EnvVar[] {
  return [
    ...Object.entries(env).map(([name, value]) => ({ name, value })),
    { name: 'NODE_EXTRA_CA_CERTS', value: '/var/run/secrets/kubernetes.io/serviceaccount/ca.crt' },
  ];
}
