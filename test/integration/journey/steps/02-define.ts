import type { JourneyStep } from '../step';

export const step: JourneyStep = {
  name: 'the user defines two clusters, a tenant and an application',
  standIns: ['on-premises hosts'],
  run: async ({ project, controlPlanes }) => {
    const clusters = (['dev', 'prod'] as const).map(
      (name) =>
        `  ${name}: { kind: existing, environment: ${name}, kubeconfig: '${controlPlanes[name].kubeconfig}', kubernetes: '1.35', ` +
        'provides: { network: {}, network-policy: {}, dns: {}, certificates: {}, ingress: { api: traefik, namespace: ingress } } }\n',
    );
    project.write(
      'platform.yaml',
      project.read('platform.yaml').replace(/^clusters:\n(?: .*\n)+/m, `clusters:\n${clusters.join('')}`),
    );
    await project.mustRun('new', 'tenant', 'shop');
    await project.mustRun('new', 'application', 'shop/web');
    await project.mustRun('check');
  },
};
