import { componentKind, existing, flannel, kinds, language, synth, traefik } from 'plinth';
import { addObject, TerraformData } from 'plinth/constructs';
import { z } from 'zod';

const namespace = 'search';
const podLabels = { 'app.kubernetes.io/name': 'search' };

/**
 * A search engine that all tenants share. Each application that uses it gets an index with a host of its own: a route, a
 * Secret with the connection details, and a DNS record outside the cluster.
 */
const search = componentKind({
  kind: 'search',
  summary: 'Full-text search on request.',
  schema: z.strictObject({ domain: z.string().describe('domain of the hosts of all indexes') }),
  requires: () => ['ingress'],
  hosts: ({ domain }) => [`*.${domain}`],
  provides: ({ domain }) => ({
    search: {
      endpoint: {
        ...{ url: `http://search.${namespace}.svc:8080`, namespace, podLabels },
        bindingKeys: ['type', 'host', 'index'],
      },
      useSchema: z.strictObject({ index: z.string().describe('name of the index') }),
      forWorkload: ({ tenant, name, namespace: workloadNamespace }, { uses }) => {
        const [use] = uses;
        if (!use) return {};
        const host = `${name}-${tenant}.${domain}`;
        const backend = { service: { name: 'search', port: { name: 'http' } } };
        return {
          objects: (scope) => {
            addObject(scope, 'Route', {
              apiVersion: 'networking.k8s.io/v1',
              kind: 'Ingress',
              metadata: { name: `${tenant}-${name}`, namespace },
              spec: { rules: [{ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }] },
            });
            addObject(scope, 'Binding', {
              apiVersion: 'v1',
              kind: 'Secret',
              metadata: { name: `${name}-search`, namespace: workloadNamespace },
              type: 'servicebinding.io/search',
              stringData: { type: 'search', host: `search.${namespace}.svc`, index: String(use.options.index) },
            });
          },
          terraformReleases: [
            {
              name: `${name}-search`,
              stack: 'infrastructure',
              // In your platform this is a record of your DNS provider; terraform_data needs no provider.
              add: (scope) => new TerraformData(scope, 'record', { input: { host, target: domain } }),
            },
          ],
        };
      },
    },
  }),
  releases: ({ name }) => [
    {
      name,
      namespace,
      podSecurity: 'restricted',
      networkRules: { all: { podLabels, ingress: [{ peer: { capability: 'ingress' }, ports: [8080] }] } },
      objects: {
        'objects.yaml': (scope) => {
          addObject(scope, 'Service', {
            apiVersion: 'v1',
            kind: 'Service',
            metadata: { name: 'search', namespace },
            spec: { selector: podLabels, ports: [{ name: 'http', port: 8080 }] },
          });
        },
      },
    },
  ],
});

const ownLanguage = language([...kinds, search]);

/** A cluster that exists, with the search engine, and a shop that uses it. */
export const platform = ownLanguage.definePlatform({
  name: 'acme',
  domain: 'acme.example',
  environments: ['prod'],
  clusters: {
    prod: existing({
      environment: 'prod',
      kubeconfig: '~/.kube/prod',
      components: [flannel(), traefik({ serviceType: 'NodePort' }), search({ domain: 'search.acme.example' })],
      provides: { dns: {} },
    }),
  },
  tenants: {
    shop: {
      clusters: ['prod'],
      owners: 'shop-developers',
      applications: {
        web: {
          image: 'registry.acme.example/shop/web:2.0.0',
          uses: { search: { index: 'products', env: { SEARCH_HOST: 'host', SEARCH_INDEX: 'index' } } },
        },
      },
    },
  },
});

synth(platform, { language: ownLanguage });
