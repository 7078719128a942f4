import { Construct } from 'constructs';
import { tenantApiKinds } from '../../src/definition/tenant-kinds';
import type { ProductPlan } from '../../src/kinds/tenant-plan';
import { clusterInfo, tryGetEndpoint, type ClusterInfo } from '../../src/kinds/cluster-info';
import { tenantObjectLabels } from '../../src/kinds/labels';
import { addObject } from '../kubernetes/object';
import { addProductNetworkPolicies } from './product-network';

/** Properties of a `Product`. */
export interface ProductProps {
  /** The product as planned for the cluster. */
  readonly plan: ProductPlan;
  /**
   * Cluster of the product. Its capability `delivery` has the namespace in which Argo CD reads its AppProjects and
   * Applications.
   * @default a cluster with the default Kubernetes version and without capabilities; the namespace is `argocd`
   */
  readonly cluster?: ClusterInfo;
}

/**
 * A product that a tenant delivers from its own Git repositories: an Argo CD AppProject restricted to the product's
 * repositories and namespaces, an Application for each namespace of each runtime, and the network policies of its pods.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
 * @example
 * new Product(chart, 'checkout', {
 *   plan: {
 *     name: 'checkout', tenant: 'shop', namespaces: ['shop'], deployers: ['shop-devs'], suspended: false,
 *     repositories: ['https://git.acme.example/shop/checkout.git'],
 *     runtimes: [{ name: 'dev', project: 'checkout', repository: 'https://git.acme.example/shop/checkout.git', revision: 'main', path: 'deploy/dev', namespaces: ['shop'] }],
 *   },
 * });
 */
export class Product extends Construct {
  constructor(scope: Construct, id: string, { plan, cluster = clusterInfo() }: ProductProps) {
    super(scope, id);
    const argoCdNamespace = tryGetEndpoint(cluster, 'delivery')?.namespace ?? 'argocd';
    const project = `${plan.tenant}-${plan.name}`;
    const labels = { ...tenantObjectLabels(plan.tenant) };
    addObject(
      this,
      'Default',
      {
        apiVersion: 'argoproj.io/v1alpha1',
        kind: 'AppProject',
        metadata: { name: project, namespace: argoCdNamespace, labels },
        spec: {
          description: `product ${plan.name} of tenant ${plan.tenant}`,
          sourceRepos: plan.repositories,
          destinations: plan.namespaces.map((namespace) => ({ server: inClusterServer, namespace })),
          clusterResourceWhitelist: [],
          // Argo CD has all permissions on the cluster: its project has the list of kinds that restricts users of the tenant.
          namespaceResourceWhitelist: [...tenantApiKinds, ...(plan.kinds ?? [])].map(({ group, kind }) => ({
            group,
            kind,
          })),
          roles: [
            {
              name: 'deployers',
              groups: plan.deployers,
              policies: (plan.suspended ? ['get'] : ['get', 'sync', 'action/*']).map(
                (verb) => `p, proj:${project}:deployers, applications, ${verb}, ${project}/*, allow`,
              ),
            },
          ],
        },
      },
      { keepEmptyLists: true },
    );
    for (const runtime of plan.runtimes) {
      for (const namespace of runtime.namespaces) {
        addObject(this, `${runtime.name}-${namespace}`, {
          apiVersion: 'argoproj.io/v1alpha1',
          kind: 'Application',
          metadata: { name: `${project}-${runtime.name}-${namespace}`, namespace: argoCdNamespace, labels },
          spec: {
            project,
            source: { repoURL: runtime.repository, targetRevision: runtime.revision, path: runtime.path },
            destination: { server: inClusterServer, namespace },
            info: [
              { name: 'project', value: runtime.project },
              ...(runtime.language === undefined ? [] : [{ name: 'language', value: runtime.language }]),
            ],
            syncPolicy: {
              ...(plan.suspended ? {} : { automated: { prune: true, selfHeal: true } }),
              syncOptions: ['ServerSideApply=true'],
            },
          },
        });
      }
    }
    addProductNetworkPolicies(this, plan, cluster);
  }
}

/** URL under which Argo CD registers the cluster that it runs on. */
const inClusterServer = 'https://kubernetes.default.svc';
