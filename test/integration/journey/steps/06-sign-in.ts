import { expectEqual } from '../../apply/expect';
import { applyPlatform, applyStandIns } from '../platform';
import type { JourneyStep } from '../step';

const ingress = '    ingress: shop.dev.acme.example\n';

export const step: JourneyStep = {
  name: 'users reach the application at its host, and sign in',
  standIns: [...applyStandIns, 'ingress controller', 'sign-in'],
  run: async (context) => {
    const { project, controlPlanes } = context;
    const file = 'tenants/shop.yaml';
    const text = project.read(file);
    project.write(
      file,
      text
        .replace('    image:', `${ingress}    image:`)
        .replace('      prod:\n', '      prod:\n        ingress: shop.prod.acme.example\n'),
    );
    await applyPlatform(context);
    for (const cluster of ['dev', 'prod'] as const) {
      const path = '/apis/networking.k8s.io/v1/namespaces/shop/ingresses';
      const { items } = (await controlPlanes[cluster].api.get(path)) as {
        readonly items: readonly { readonly spec: { readonly rules: readonly { readonly host: string }[] } }[];
      };
      expectEqual(
        items.flatMap(({ spec }) => spec.rules.map(({ host }) => host)),
        [`shop.${cluster}.acme.example`],
      );
    }
  },
};
