import { join } from 'node:path';
import { tenantRelease } from '../../constructs/tenants/tenant-release';
import { renderKustomizeBase, renderKustomizeOverlay } from '../../stacks/kustomize';
import { renderManifestFiles } from '../../stacks/manifest-files';
import type { ClusterInfo } from '../kinds/cluster-info';
import type { TenantPlan } from '../kinds/tenant-plan';
import { setValueAtPath } from './edit-text';
import type { LoadedDefinition } from './read-definition';
import { scaffoldApplication, type ScaffoldOptions } from './application-scaffold';
import { assertFilesAbsent, displayPath, writeNewFile } from './write-files';

/**
 * Writes the manifests of a new application once, as a kustomize base and an overlay for each environment, for teams that
 * maintain the manifests themselves. The definition is not changed.
 * @param reference `tenant/application`
 * @returns a report with the next step
 * @throws UserError when the application or one of the files exists
 */
export function ejectApplication(
  definition: LoadedDefinition,
  reference: string,
  folder: string,
  options: ScaffoldOptions,
): string {
  const { language, platform } = definition;
  const scaffold = scaffoldApplication(language.plan(platform).platform, reference, options);
  const withApplication = setValueAtPath(platform, scaffold.path, scaffold.options);
  const plan = language.plan({ ...(withApplication as object), manifests: 'kustomize' });
  const renderApplication = (tenant: TenantPlan, cluster: ClusterInfo) =>
    renderManifestFiles(tenantRelease(tenant, cluster)).filter(({ path }) => path === `${scaffold.name}.yaml`);
  const base = plan.kustomizeBases
    .filter(({ tenant }) => tenant.name === scaffold.tenant)
    .flatMap(({ tenant, clusterInfo }) => renderApplication(tenant, clusterInfo));
  const overlays = new Map(
    plan.clusters.flatMap(({ environment, tenants, clusterInfo }) =>
      tenants
        .filter(({ name }) => name === scaffold.tenant)
        .map(
          (tenant) =>
            [environment, renderKustomizeOverlay(base, renderApplication(tenant, clusterInfo), '../../base')] as const,
        ),
    ),
  );
  const files = [
    ...renderKustomizeBase(base).map(({ path, text }) => ({ file: join(folder, 'base', path), text })),
    ...[...overlays].flatMap(([environment, overlay]) =>
      overlay.map(({ path, text }) => ({ file: join(folder, 'overlays', environment, path), text })),
    ),
  ];
  assertFilesAbsent(...files.map(({ file }) => file));
  for (const { file, text } of files) writeNewFile(file, text);
  const firstEnvironment = plan.platform.environments.find((environment) => overlays.has(environment)) ?? '';
  const overlayFolder = displayPath(join(folder, 'overlays', firstEnvironment));
  return `${files.map(({ file }) => `${displayPath(file)}: written\n`).join('')}next: run kubectl apply --server-side -k ${overlayFolder}, or point Argo CD to the overlays; ask the platform team to apply the network policies\n`;
}
