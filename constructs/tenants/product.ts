import { Construct } from 'constructs';
import { tenantForbiddenKinds } from '../../src/definition/tenant-forbidden-kinds';
import type { ProductPlan } from '../../src/kinds/cluster-plan';
import { tenantLabel } from '../../src/kinds/labels';
import { addObject } from '../kubernetes/object';

/** What a product is made from. */
export interface ProductProps {
  readonly plan: ProductPlan;
  /** Namespace that Argo CD looks for its own objects in. */
  readonly argoCdNamespace: string;
}

/**
 * A product that its tenant delivers from Git of its own: an Argo CD project that can reach nothing but the product's
 * repositories and namespaces, and an Application for each namespace of each of its runtimes.
 * @see https://argo-cd.readthedocs.io/en/stable/user-guide/projects/
 * @example
 * new Product(chart, 'checkout', {
 *   argoCdNamespace: 'argocd',
 *   plan: {
 *     name: 'checkout', tenant: 'shop', namespaces: ['shop'], deployers: ['shop-devs'], suspended: false,
 *     repositories: ['https://git.acme.example/shop/checkout.git'],
 *     runtimes: [{ name: 'dev', project: 'checkout', repository: 'https://git.acme.example/shop/checkout.git', revision: 'main', path: 'deploy/dev', namespaces: ['shop'] }],
 *   },
 * });
 */
export class Product extends Construct {
  constructor(scope: Construct, id: string, { plan, argoCdNamespace }: ProductProps) {
    super(scope, id);
    const project = `${plan.tenant}-${plan.name}`;
    const labels = { 'app.kubernetes.io/managed-by': 'plinth', [tenantLabel]: plan.tenant };
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
          // Argo CD itself may do anything, so what keeps the tenant apart is kept from what it brings.
          namespaceResourceBlacklist: [...tenantForbiddenKinds, ...rbacKinds].map(({ group, kind }) => ({
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
    for (const { name, project: ofProject, language, repository, revision, path, namespaces } of plan.runtimes) {
      for (const namespace of namespaces) {
        addObject(this, `${name}-${namespace}`, {
          apiVersion: 'argoproj.io/v1alpha1',
          kind: 'Application',
          metadata: { name: `${project}-${name}-${namespace}`, namespace: argoCdNamespace, labels },
          spec: {
            project,
            source: { repoURL: repository, targetRevision: revision, path },
            destination: { server: inClusterServer, namespace },
            info: [
              { name: 'project', value: ofProject },
              ...(language === undefined ? [] : [{ name: 'language', value: language }]),
            ],
            syncPolicy: {
              ...(plan.suspended ? {} : { automated: { prune: true, selfHeal: true } }),
              syncOptions: ['ServerSideApply=true'],
            },
          },
        });
      }
    }
  }
}

/** Which Kubernetes itself keeps from people, and not from Argo CD, which has all rights. */
const rbacKinds = ['Role', 'RoleBinding'].map((kind) => ({ group: 'rbac.authorization.k8s.io', kind }));

/** Each cluster has an Argo CD of its own, which calls it so. */
const inClusterServer = 'https://kubernetes.default.svc';
