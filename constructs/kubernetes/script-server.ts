import type { Construct } from 'constructs';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { ConfigMap, ServiceAccount } from 'kubernetes-types/core/v1';
import type { ObjectMeta } from 'kubernetes-types/meta/v1';
import type { PolicyRule } from 'kubernetes-types/rbac/v1';
import type { ClusterInfo } from '../../src/kinds/cluster-info';
import { digest } from '../digest';
import { addObject } from './object';
import { addRole } from './role';
import { renderScriptPod, type PodScript, type ScriptPod } from './script-pod';

/** Server that reads objects of its namespace, and keeps another server as they define it. */
interface ScriptServer extends ScriptPod {
  /** Namespace of its objects; the script has it as NAMESPACE. */
  readonly namespace: string;
  /** Permissions in the namespace. */
  readonly rules: readonly PolicyRule[];
}

/** Returns the labels of the pod of a script server. */
export function scriptPodLabels(name: string): Readonly<Record<'app.kubernetes.io/name', string>> {
  return { 'app.kubernetes.io/name': name };
}

/** Adds the ServiceAccount of a pod that runs a script, and the ConfigMap with the script and other files. */
export function addScript(
  scope: Construct,
  metadata: ObjectMeta,
  { files }: PodScript,
  otherFiles: Readonly<Record<string, string>> = {},
): void {
  addObject<ServiceAccount>(scope, 'account', {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata,
    automountServiceAccountToken: false,
  });
  addObject<ConfigMap>(scope, 'script', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata,
    data: { ...files, ...otherFiles },
  });
}

/** Adds a server that the official image of Node.js runs, with its permissions and the ConfigMap of its script. */
export function addScriptServer(scope: Construct, server: ScriptServer, cluster: ClusterInfo): void {
  const { name, namespace, script, env, rules } = server;
  const labels = scriptPodLabels(name);
  const metadata = { name, namespace, labels };
  addScript(scope, metadata, script);
  addRole(scope, 'role', { metadata, rules, account: { name, namespace } });
  addObject<Deployment>(scope, 'server', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: 1,
      // Two servers would create the same object.
      strategy: { type: 'Recreate' },
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: { 'plinth.dev/configuration': digest(script.files) } },
        spec: renderScriptPod({ ...server, env: { NAMESPACE: namespace, ...env } }, cluster),
      },
    },
  });
}
