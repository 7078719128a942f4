import { join } from 'node:path';
import { tenantRelease } from '../../constructs/tenants/release';
import { baseOf, manifestsOf, overlayOf } from '../../stacks';
import { begin, type NewServiceOptions } from './new';
import { refuseExisting, told, withValue, writeNew } from './edit';
import type { ReadDescription } from './read';

/**
 * Writes a service as a kustomize base and an overlay for each environment, for people to own by hand: what Plinth would
 * make of it, once. The description is left as it is.
 * @returns what to do next
 */
export function newServiceByHand(
  said: ReadDescription,
  service: string,
  folder: string,
  options: NewServiceOptions,
): string {
  const begun = begin(said.language.plan(said.platform).platform, service, options);
  const described = withValue(said.platform, begun.path, begun.options);
  const plan = said.language.plan({ ...(described as object), manifests: 'kustomize' });
  const own = (release: ReturnType<typeof tenantRelease>) =>
    manifestsOf(release).filter(({ path }) => path === `${begun.name}.yaml`);
  const base = plan.bases
    .filter(({ tenant }) => tenant.name === begun.tenant)
    .flatMap(({ tenant, facts }) => own(tenantRelease(tenant, facts)));
  const overlays = new Map(
    plan.clusters.flatMap(({ environment, tenants, facts }) =>
      tenants
        .filter(({ name }) => name === begun.tenant)
        .map((tenant) => [environment, overlayOf(base, own(tenantRelease(tenant, facts)), '../../base')] as const),
    ),
  );
  const files = [
    ...baseOf(base).map(({ path, text }) => [join(folder, 'base', path), text] as const),
    ...[...overlays].flatMap(([environment, made]) =>
      made.map(({ path, text }) => [join(folder, 'overlays', environment, path), text] as const),
    ),
  ];
  refuseExisting(...files.map(([file]) => file));
  for (const [file, text] of files) writeNew(file, text);
  const [first = ''] = plan.platform.environments.filter((environment) => overlays.has(environment));
  return `${files.map(([file]) => `${told(file)}: written\n`).join('')}next: kubectl apply --server-side -k ${told(join(folder, 'overlays', first))}, or let Argo CD read the overlays; network policies are the platform team's to apply\n`;
}
