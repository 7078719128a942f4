import type { TerraformStack } from 'cdktf';
import { escapeTemplateSequences } from '../constructs/terraform/template-sequences';
import type { AnyClusterKind } from '../src/kinds/cluster-kind';
import type { ClusterPlan } from '../src/kinds/cluster-plan';
import { pathFromStack } from './backend';

/** Attributes of a connection, by the names of the Helm provider. */
type ProviderConnection =
  | { readonly configPath: string; readonly configContext?: string }
  | {
      readonly host: string;
      readonly clusterCaCertificate: string;
      readonly exec: { readonly apiVersion: string; readonly command: string; readonly args: string[] };
    };

/** Version of the API of credential plugins. */
const defaultApiVersion = 'client.authentication.k8s.io/v1';

/**
 * Returns the attributes by which the Helm and Kubernetes providers of a stack connect to a cluster. A cluster that is
 * looked up needs the data source, and the provider, of its kind in the stack.
 */
export function renderKubernetesProvider(
  stack: TerraformStack,
  { connection, options }: ClusterPlan,
  kind: AnyClusterKind,
): ProviderConnection {
  if (connection.type === 'kubeconfig') {
    const { path, context } = connection;
    return {
      configPath: escapeTemplateSequences(pathFromStack(path)),
      ...(context === undefined ? {} : { configContext: escapeTemplateSequences(context) }),
    };
  }
  kind.bind(options).addProviders(stack);
  const { command, args, apiVersion = defaultApiVersion } = connection;
  return { ...connection.addLookup(stack), exec: { apiVersion, command, args: [...args] } };
}
