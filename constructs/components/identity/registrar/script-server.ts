import type { Construct } from 'constructs';
import type { Deployment } from 'kubernetes-types/apps/v1';
import type { ConfigMap, ServiceAccount } from 'kubernetes-types/core/v1';
import type { PolicyRule } from 'kubernetes-types/rbac/v1';
import { resolveImage, type ClusterInfo } from '../../../../src/kinds/cluster-info';
import { digest } from '../../../digest';
import { images } from '../../../images';
import { containerResources } from '../../../kubernetes/container-resources';
import { addObject } from '../../../kubernetes/object';
import { nonRootPodSecurityContext, restrictedSecurityContext } from '../../../kubernetes/security-context';
import { addRole } from '../../../kubernetes/role';

const serviceAccountFolder = '/var/run/secrets/kubernetes.io/serviceaccount';

/** Server that reads objects of its namespace, and keeps another server as they define it. */
interface ScriptServer {
  /** Name of its objects, and value of the label `app.kubernetes.io/name` of its pod. */
  readonly name: string;
  readonly namespace: string;
  /** Script for Node.js, without packages. */
  readonly script: { readonly file: string; readonly content: string };
  /** Environment variables, in addition to API_URL and NAMESPACE. */
  readonly env: Readonly<Record<string, string>>;
  /** Permissions in the namespace. */
  readonly rules: readonly PolicyRule[];
}

/** Adds a server that the official image of Node.js runs, with its permissions and the ConfigMap of its script. */
export function addScriptServer(scope: Construct, server: ScriptServer, cluster: ClusterInfo): void {
  const { name, namespace, script, env, rules } = server;
  const labels = { 'app.kubernetes.io/name': name };
  const metadata = { name, namespace, labels };
  addObject<ServiceAccount>(scope, 'account', { apiVersion: 'v1', kind: 'ServiceAccount', metadata });
  addRole(scope, 'role', {
    metadata,
    rules,
    account: { name, namespace },
  });
  addObject<ConfigMap>(scope, 'script', {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata,
    data: { [script.file]: script.content },
  });
  addObject<Deployment>(scope, 'registrar', {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata,
    spec: {
      replicas: 1,
      // Two servers would create the same object.
      strategy: { type: 'Recreate' },
      selector: { matchLabels: labels },
      template: {
        metadata: { labels, annotations: { 'plinth.dev/configuration': digest(script.content) } },
        spec: {
          enableServiceLinks: false,
          serviceAccountName: name,
          securityContext: nonRootPodSecurityContext(1000),
          containers: [
            {
              name: 'registrar',
              image: resolveImage(cluster, images.node),
              command: ['node', `/scripts/${script.file}`],
              env: [
                { name: 'API_URL', value: 'https://kubernetes.default.svc' },
                { name: 'NAMESPACE', value: namespace },
                ...Object.entries(env).map(([variable, value]) => ({ name: variable, value })),
                { name: 'NODE_EXTRA_CA_CERTS', value: `${serviceAccountFolder}/ca.crt` },
              ],
              securityContext: restrictedSecurityContext(),
              resources: containerResources({ cpuRequest: '10m', memoryRequest: '64Mi', memoryLimit: '128Mi' }),
              volumeMounts: [{ name: 'scripts', mountPath: '/scripts', readOnly: true }],
            },
          ],
          volumes: [{ name: 'scripts', configMap: { name } }],
        },
      },
    },
  });
}
