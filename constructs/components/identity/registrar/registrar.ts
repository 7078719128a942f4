import { join } from 'node:path';
import type { Construct } from 'constructs';
import type { ConfigMap } from 'kubernetes-types/core/v1';
import type { OidcClient } from '../../../../src/kinds/additions';
import { resolveImage, type ClusterInfo } from '../../../../src/kinds/cluster-info';
import { tenantLabel } from '../../../../src/kinds/labels';
import type { RegisterClientFunction } from '../../../../src/kinds/provides';
import type { ObjectRelease } from '../../../../src/kinds/release';
import { digest } from '../../../digest';
import { images } from '../../../images';
import { addObject } from '../../../kubernetes/object';
import { addRole } from '../../../kubernetes/role';
import { readPodScript } from '../../../kubernetes/script-pod';
import { addScriptServer, scriptPodLabels } from '../../../kubernetes/script-server';

/** Label of the ConfigMaps that request clients. */
export const clientLabel = 'plinth.dev/oidc-client';

const script = readPodScript(join(__dirname, 'scripts/clients.mjs'));

/** Issuer on the cluster at which clients are registered. */
export interface RegistrarIssuer {
  /** Name of the component, and of its namespace. */
  readonly component: string;
  /**
   * URL of Hydra's admin API.
   * @default the issuer is Dex, whose clients are objects of the cluster
   */
  readonly hydraAdminUrl?: string;
}

/** Returns the name of the server that registers clients, and of its ServiceAccount. */
export function registrarName(component: string): string {
  return `${component}-clients-registrar`;
}

/**
 * Returns the function that registers clients: a ConfigMap in the namespace of the issuer, where tenants have no access,
 * and the permission of the registrar to create the Secret of the client, and to read this one.
 * @param component name of the component of the issuer, and of its namespace
 */
export function requestClient(component: string): RegisterClientFunction {
  return (scope, client, tenant) => {
    const { namespace, name } = client.secret;
    const id = `${namespace}-${name}`;
    const labels = { [clientLabel]: 'requested', ...(tenant === undefined ? {} : { [tenantLabel]: tenant }) };
    addObject<ConfigMap>(scope, `${id}-client`, {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `client-${digest(id)}`, namespace: component, labels },
      data: { client: renderClient(client) },
    });
    if (client.publicId === undefined) addSecretAccess(scope, client, component, labels);
  };
}

function renderClient({ redirectUrls, secret: { namespace, name, labels }, title, publicId }: OidcClient): string {
  return JSON.stringify({ namespace, secret: name, labels, redirectUrls, title, publicId });
}

function addSecretAccess(
  scope: Construct,
  { secret: { namespace, name: secret } }: OidcClient,
  component: string,
  labels: Readonly<Record<string, string>>,
): void {
  const name = `oidc-client-${secret}`;
  const metadata = { name, namespace, labels };
  addRole(scope, `${namespace}-${secret}-role`, {
    metadata,
    rules: [
      { apiGroups: [''], resources: ['secrets'], resourceNames: [secret], verbs: ['get'] },
      // Kubernetes cannot restrict `create` by name.
      { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
    ],
    account: { name: registrarName(component), namespace: component },
  });
}

/** Returns the release with the registrar, which keeps the clients of an issuer as the ConfigMaps define them. */
export function registrarRelease(issuer: RegistrarIssuer, cluster: ClusterInfo): ObjectRelease {
  const { component } = issuer;
  return {
    name: `${component}-registrar`,
    namespace: component,
    podSecurity: 'restricted',
    images: [resolveImage(cluster, images.node)],
    networkRules: {
      registrar: {
        podLabels: scriptPodLabels(registrarName(component)),
        egress: [{ peer: 'api-server' }],
      },
    },
    objects: {
      'objects.yaml': (scope) => {
        addRegistrar(scope, issuer, cluster);
      },
    },
  };
}

function addRegistrar(
  scope: Construct,
  { component: namespace, hydraAdminUrl }: RegistrarIssuer,
  cluster: ClusterInfo,
): void {
  addScriptServer(
    scope,
    {
      name: registrarName(namespace),
      namespace,
      container: 'registrar',
      script,
      env: hydraAdminUrl === undefined ? {} : { HYDRA_ADMIN_URL: hydraAdminUrl },
      rules: [
        { apiGroups: [''], resources: ['configmaps'], verbs: ['list'] },
        ...(hydraAdminUrl === undefined
          ? [
              {
                apiGroups: ['dex.coreos.com'],
                resources: ['oauth2clients'],
                verbs: ['get', 'list', 'create', 'update', 'delete'],
              },
            ]
          : []),
      ],
    },
    cluster,
  );
}
