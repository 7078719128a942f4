/** Definitions in which an editor is asked at each comment for the names in it. The comment follows a string. */
export const completionProgram = `import { definePlatform, existing } from 'plinth';
const acme = { name: 'acme', domain: 'acme.example', environments: ['dev', 'prod'] } as const;
const dc1 = existing({ environment: 'dev', kubeconfig: 'k' });
const shop = { clusters: ['dc1'], owners: 'devs' } as const;
const image = 'registry.acme.example/web:1.0.0';
definePlatform({ ...acme, clusters: { dc1: { kind: 'existing', environment: ''/* dev prod */, kubeconfig: 'k' } } });
definePlatform({ ...acme, clusters: { dc1: existing({ environment: 'dev', kubeconfig: 'k', components: [{ kind: ''/* traefik prometheus */ }] }) } });
definePlatform({ ...acme, clusters: { dc1: existing({ environment: 'dev', kubeconfig: 'k', provides: { /* storage ingress load-balancer */ } }) } });
definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { owners: 'devs', clusters: [''/* dc1 */] } } });
definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, capabilities: [''/* metrics logs */] } } });
definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: { api: { image }, web: { image, calls: [''/* api shop/api */] } } } } });
definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: { api: { image }, web: { image, calls: ['api', { capability: ''/* metrics logs */ }] } } } } });
definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: { web: { image, perEnvironment: { /* dev prod */ } } } } } });
`;
