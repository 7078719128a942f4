import { join } from 'node:path';
import { tenantRelease } from '../../constructs/tenants/tenant-release';
import { renderKustomizeBase, renderKustomizeOverlay } from '../../stacks/kustomize';
import { renderManifestFiles } from '../../stacks/manifest-files';
import { scaffoldService, type NewServiceOptions } from './new';
import { assertFilesAbsent, displayPath, setValueAtPath, writeNewFile } from './edit';
import type { LoadedDefinition } from './read-definition';

/**
 * Writes a service as a kustomize base and an overlay for each environment, for people to own by hand: what Plinth would
 * make of it, once. The description is left as it is.
 * @returns what to do next
 */
export function ejectService(
  said: LoadedDefinition,
  service: string,
  folder: string,
  options: NewServiceOptions,
): string {
  const begun = scaffoldService(said.language.plan(said.platform).platform, service, options);
  const described = setValueAtPath(said.platform, begun.path, begun.options);
  const plan = said.language.plan({ ...(described as object), manifests: 'kustomize' });
  const own = (release: ReturnType<typeof tenantRelease>) =>
    renderManifestFiles(release).filter(({ path }) => path === `${begun.name}.yaml`);
  const base = plan.kustomizeBases
    .filter(({ tenant }) => tenant.name === begun.tenant)
    .flatMap(({ tenant, clusterInfo }) => own(tenantRelease(tenant, clusterInfo)));
  const overlays = new Map(
    plan.clusters.flatMap(({ environment, tenants, clusterInfo }) =>
      tenants
        .filter(({ name }) => name === begun.tenant)
        .map(
          (tenant) =>
            [environment, renderKustomizeOverlay(base, own(tenantRelease(tenant, clusterInfo)), '../../base')] as const,
        ),
    ),
  );
  const files = [
    ...renderKustomizeBase(base).map(({ path, text }) => [join(folder, 'base', path), text] as const),
    ...[...overlays].flatMap(([environment, made]) =>
      made.map(({ path, text }) => [join(folder, 'overlays', environment, path), text] as const),
    ),
  ];
  assertFilesAbsent(...files.map(([file]) => file));
  for (const [file, text] of files) writeNewFile(file, text);
  const [first = ''] = plan.platform.environments.filter((environment) => overlays.has(environment));
  return `${files.map(([file]) => `${displayPath(file)}: written\n`).join('')}next: kubectl apply --server-side -k ${displayPath(join(folder, 'overlays', first))}, or let Argo CD read the overlays; network policies are the platform team's to apply\n`;
}
