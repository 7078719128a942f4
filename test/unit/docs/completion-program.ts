/**
 * Definitions in which an editor is asked at each comment for the names in it, and for none that begins with `!`. The comment
 * follows a string. The names of a definition are completed in objects; within the argument of `application({ … })` and
 * `existing({ … })`, only options are: the compiler infers the names of the definition after it has resolved the call.
 */
export const completionProgram = `import { application, definePlatform, existing, traefik } from 'plinth';
const acme = { name: 'acme', domain: 'acme.example', environments: ['dev', 'prod'] } as const;
const dc1 = existing({ environment: 'dev', kubeconfig: 'k' });
const shop = { clusters: ['dc1'], owners: 'devs' } as const;
const image = 'registry.acme.example/web:1.0.0';
definePlatform({ ...acme, clusters: { dc1: { kind: 'existing', environment: ''/* dev prod */, kubeconfig: 'k' } } });
definePlatform({ ...acme, clusters: { dc1: existing({ environment: 'dev', kubeconfig: 'k', components: [{ kind: ''/* traefik prometheus */ }] }) } });
definePlatform({ ...acme, clusters: { dc1: existing({ environment: 'dev', kubeconfig: 'k', provides: { /* storage ingress load-balancer */ } }) } });
definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { owners: 'devs', clusters: [''/* dc1 */] } } });
definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, capabilities: [''/* metrics logs */] } } });
definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: { api: { image }, web: { image, calls: [''/* api shop/api !web !shop/web */] } } } } });
definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: { api: { image }, web: { image, calls: ['api', { capability: ''/* metrics logs */ }] } } } } });
definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: { web: { image, perEnvironment: { /* dev prod */ } } } } } });
definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: { api: { image }, web: { image, calls: [{ to: ''/* api shop/api !web */, as: 'service' }] } } } } });
definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: { web: { image, clusters: [''/* dc1 */] } } } } });
definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: { web: { image, uses: { /* database cache */ } } } } } });
definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: { web: application({ image, uses: { /* database cache */ } }) } } } });
definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: { web: application({ image, calls: [{ capability: ''/* metrics logs */ }] }) } } } });
definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: { web: application({ /* image port calls uses */ }) } } } });
definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, products: { a: { namespaces: ['shop'], projects: {}, runtimes: { b: { project: 'x', path: 'p', environment: ''/* dev prod */ } } } } } } });
definePlatform({ ...acme, clusters: { dc1: existing({ environment: 'dev', kubeconfig: 'k', delivery: ''/* terraform argo-cd */, components: [traefik({ /* replicas name */ })] }) } });
`;
