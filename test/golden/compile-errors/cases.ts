/** A definition with one error, by what is wrong in it. */
export const cases: Readonly<Record<string, string>> = {
  'a cluster that does not exist': `definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { clusters: ['dc2'], owners: 'devs' } } });`,
  'a cluster that does not exist, in an application': `definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: {
  web: { image, clusters: ['dc2'] },
} } } });`,
  'a cluster that does not exist, in application()': `definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: {
  web: application({ image, clusters: ['dc2'] }),
} } } });`,
  'an environment that does not exist': `definePlatform({ ...acme, clusters: {
  dc1: { kind: 'existing', environment: 'test', kubeconfig: 'k' },
} });`,
  'an environment that does not exist, in existing()': `definePlatform({ ...acme, clusters: {
  dc1: existing({ environment: 'test', kubeconfig: 'k' }),
} });`,
  'an environment that does not exist, in perEnvironment': `definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: {
  web: { image, perEnvironment: { test: { replicas: 1 } } },
} } } });`,
  'an environment that does not exist, in perEnvironment of application()': `definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: {
  web: application({ image, perEnvironment: { test: { replicas: 1 } } }),
} } } });`,
  'a kind that does not exist': `definePlatform({ ...acme, clusters: {
  dc1: { kind: 'existing', environment: 'dev', kubeconfig: 'k', components: [{ kind: 'treafik' }] },
} });`,
  'a kind that does not exist, in existing()': `definePlatform({ ...acme, clusters: {
  dc1: existing({ environment: 'dev', kubeconfig: 'k', components: [{ kind: 'treafik' }] }),
} });`,
  'a kind of cluster that does not exist': `definePlatform({ ...acme, clusters: {
  dc1: { kind: 'exsting', environment: 'dev', kubeconfig: 'k' },
} });`,
  'an option that does not exist, in a component': `definePlatform({ ...acme, clusters: {
  dc1: { kind: 'existing', environment: 'dev', kubeconfig: 'k', components: [{ kind: 'traefik', replica: 3 }] },
} });`,
  'an option that does not exist, in a component of existing()': `definePlatform({ ...acme, clusters: {
  dc1: existing({ environment: 'dev', kubeconfig: 'k', components: [{ kind: 'traefik', replica: 3 }] }),
} });`,
  'an option that does not exist, in traefik()': `traefik({ replica: 3 });`,
  'a value of another type, in a component of existing()': `definePlatform({ ...acme, clusters: {
  dc1: existing({ environment: 'dev', kubeconfig: 'k', components: [{ kind: 'traefik', replicas: 'three' }] }),
} });`,
  'an option that does not exist, in existing()': `existing({ environment: 'dev', kubeconfig: 'k', component: [] });`,
  'an option that does not exist, in a tenant': `definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, owner: 'devs' } } });`,
  'an option that does not exist, in an application': `definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: {
  web: { image, prot: 3000 },
} } } });`,
  'an option that does not exist, in application()': `application({ image, prot: 3000 });`,
  'a call of an application that does not exist': `definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: {
  api: { image },
  web: { image, calls: ['apii'] },
} } } });`,
  'a call of an application that does not exist, in application()': `definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: {
  api: { image },
  web: application({ image, calls: ['apii'] }),
} } } });`,
  'a call of an application that does not exist, in cronJob()': `definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: {
  api: { image },
  report: cronJob({ image, schedule: '0 3 * * *', calls: ['apii'] }),
} } } });`,
  'a tenant that does not exist': `definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: {
  web: { image, calls: ['bnak/ledger'] },
} } } });`,
  'a tenant that does not exist, in application()': `definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: {
  web: application({ image, allows: ['bnak/ledger'] }),
} } } });`,
  'an application of another tenant that does not exist': `definePlatform({ ...acme, clusters: { dc1 }, tenants: {
  shop: { ...shop, applications: { web: application({ image, calls: ['bank/ledgerr'] }) } },
  bank: { ...shop, applications: { ledger: { image } } },
} });`,
  'an option that does not exist, of a capability': `definePlatform({ ...acme, clusters: {
  dc1: existing({ environment: 'dev', kubeconfig: 'k', provides: { storage: { class: 'fast' } } }),
} });`,
};
