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
  'a required option with another name, in a tenant with names in application()': `definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { clusters: ['dc1'], owner: 'devs', applications: {
  api: application({ image }),
  web: application({ image, calls: ['api'] }),
} } } });`,
  'a required option with another name, in a platform with names in application()': `definePlatform({ name: 'acme', domian: 'acme.example', environments: ['dev'], clusters: { dc1 }, tenants: { shop: { ...shop, applications: {
  api: application({ image }),
  web: application({ image, calls: ['api'] }),
} } } });`,
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
  'a tenant that does not exist, next to other applications': `definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: {
  api: { image },
  web: { image, calls: ['bnak/ledger'] },
} } } });`,
  'a call with a token of a tenant that does not exist': `definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: {
  web: { image, calls: [{ to: 'bnak/ledger', as: 'service' }] },
} } } });`,
  'an option that does not exist, of a use': `definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: {
  web: { image, uses: { database: { sizes: 'small' } } },
} } } });`,
  'an option that does not exist, of a use in application()': `application({ image, uses: { database: { sizes: 'small' } } });`,
  'a value that does not exist, of a use': `application({ image, uses: { database: { size: 'smal' } } });`,
  'an option that does not exist, in a job': `definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: {
  report: { kind: 'job', image, schedul: '0 3 * * *' },
} } } });`,
  'an option that does not exist, in cronJob()': `cronJob({ image, schedule: '0 3 * * *', timeZones: 'Europe/Oslo' });`,
  'an option that does not exist, of an environment': `definePlatform({ ...acme, clusters: { dc1 }, tenants: { shop: { ...shop, applications: {
  web: { image, perEnvironment: { dev: { replica: 1 } } },
} } } });`,
  'an option that does not exist, of an environment in application()': `application({ image, perEnvironment: { dev: { replica: 1 } } });`,
  'an option that does not exist, in eks()': `eks({ environment: 'dev', region: 'eu-north-1', zone: ['a'] });`,
  'an option that does not exist, in a node pool of eks()': `eks({ environment: 'dev', region: 'eu-north-1', nodePools: { general: { min: 1, maxx: 3 } } });`,
  'an option that does not exist, in a node pool of aks()': `aks({ environment: 'dev', nodePools: { general: { vmSizes: 'x' } } });`,
  'an option that does not exist, in a node pool of gke()': `gke({ environment: 'dev', nodePools: { general: { machineTypes: 'x' } } });`,
  'an option that does not exist, in rds()': `rds({ multiZones: true });`,
  'an option that does not exist, in azurePostgresql()': `azurePostgresql({ storageGB: 32 });`,
  'an option that does not exist, in cloudSql()': `cloudSql({ tiers: 'x' });`,
  'an option that does not exist, of the machines of vsphere()': `vsphere({ environment: 'dev', ssh: { user: 'ops' }, controlPlanes: {}, machines: { datacentre: 'dc1' } });`,
  'an option that does not exist, in a component of AWS': `language([...kinds, ...awsKinds]).definePlatform({ ...acme, clusters: {
  dc1: { kind: 'existing', environment: 'dev', kubeconfig: 'k', components: [{ kind: 'rds', multiZones: true }] },
} , tenants: {} });`,
  'a kind that the language does not have': `definePlatform({ ...acme, clusters: {
  dc1: existing({ environment: 'dev', kubeconfig: 'k', components: [rds()] }),
} });`,
  // Capabilities may have any name, since kinds of users add some: no compile error, but one of `plinth check`.
  'a capability that does not exist, which the compiler permits': `definePlatform({ ...acme, clusters: {
  dc1: existing({ environment: 'dev', kubeconfig: 'k', provides: { storag: {} } }),
}, tenants: { shop: { ...shop, capabilities: ['metrcs'], applications: { web: { image, calls: [{ capability: 'metrcs' }] } } } } });`,
};
