import { definePlatform, onPrem, synth } from 'plinth';
import { development, machines, tools } from './nais/clusters';
import { mainframe } from './nais/components';
import { tenants } from './nais/tenants';

/**
 * Four layers, each defined once: hosts in own data centres, kubeadm clusters that can be created, extended and
 * destroyed, the components on them, and applications, which name none of these. Terraform reconciles the components
 * of each cluster with this definition. nais-aws.ts has the same teams and applications, with the cluster of production in
 * AWS.
 */
const nais = definePlatform({
  name: 'nais',
  domain: 'nais.example',
  environments: ['dev', 'prod'],
  clusters: {
    'dev-fss': development,
    'prod-fss': onPrem({
      environment: 'prod',
      system: 'flatcar',
      ...machines,
      // The hosts get routes to the network of the mainframe by a router of theirs.
      connections: { mainframe: { ...mainframe, via: '10.1.20.254' } },
      endpoint: { address: 'api.prod.nais.example', port: 443 },
      controlPlanes: { 'prod-cp1': '10.1.20.11', 'prod-cp2': '10.1.20.12', 'prod-cp3': '10.1.20.13' },
      workers: { 'prod-w1': '10.1.20.21', 'prod-w2': '10.1.20.22', 'prod-w3': '10.1.20.23' },
      workerGroups: {
        storage: {
          hosts: { 'prod-s1': '10.1.20.31', 'prod-s2': '10.1.20.32' },
          labels: { 'nais.example/role': 'storage' },
          taints: ['nais.example/role=storage:PreferNoSchedule'],
        },
      },
      components: tools('prod', '10.1.29.0/24'),
    }),
  },
  tenants: tenants('prod-fss'),
});

synth(nais);
