import { expectEqual } from '../../apply/expect';
import { applyPlatform, applyStandIns } from '../platform';
import { expectSignIn, isSignInAvailable, signInPrograms } from '../sign-in';
import type { JourneyStep } from '../step';

const hosts = { 'dev/shop/web': 'shop.dev.acme.example', 'prod/shop/web': 'shop.prod.acme.example' } as const;

export const step: JourneyStep = {
  name: 'users reach the application at its host, and sign in',
  standIns: [
    ...applyStandIns,
    ...(isSignInAvailable()
      ? ["Traefik's provider of Ingresses", "ORY's databases and pages", 'containers']
      : [`sign-in, without --sign-in and its programs: ${signInPrograms.join(', ')}`]),
  ],
  run: async (context) => {
    const { project, controlPlanes } = context;
    if (isSignInAvailable())
      project.write(
        'platform.yaml',
        project
          .read('platform.yaml')
          .replaceAll('{ kind: cloudnative-pg }]', '{ kind: cloudnative-pg }, { kind: ory }]'),
      );
    const file = 'tenants/shop.yaml';
    const login = isSignInAvailable() ? '    login: true\n' : '';
    const application = `    ingress: ${hosts['dev/shop/web']}\n${login}`;
    project.write(
      file,
      project
        .read(file)
        .replace('    image:', `${application}    image:`)
        .replace('      prod:\n', `      prod:\n        ingress: ${hosts['prod/shop/web']}\n`),
    );
    await applyPlatform(context);
    for (const cluster of ['dev', 'prod'] as const) {
      const path = '/apis/networking.k8s.io/v1/namespaces/shop/ingresses';
      const { items } = (await controlPlanes[cluster].api.get(path)) as {
        readonly items: readonly { readonly spec: { readonly rules: readonly { readonly host: string }[] } }[];
      };
      expectEqual(
        items.flatMap(({ spec }) => spec.rules.map(({ host }) => host)),
        [hosts[`${cluster}/shop/web`]],
      );
    }
    if (isSignInAvailable()) await expectSignIn(context, hosts);
  },
};
