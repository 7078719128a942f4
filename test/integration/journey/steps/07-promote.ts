import { expectEqual } from '../../apply/expect';
import { applyPlatform, applyStandIns, getDeployment } from '../platform';
import type { JourneyContext, JourneyStep } from '../step';

const newImage = 'registry.acme.example/shop/web:0.2.0';

async function readImages(context: JourneyContext): Promise<readonly (string | undefined)[]> {
  const deployments = [await getDeployment(context, 'dev', 'web'), await getDeployment(context, 'prod', 'web')];
  return deployments.map(({ spec }) => spec.template.spec.containers[0]?.image);
}

export const step: JourneyStep = {
  name: 'plinth promote brings a new image from dev to prod',
  standIns: applyStandIns,
  run: async (context) => {
    const { project } = context;
    const file = 'tenants/shop.yaml';
    project.write(file, project.read(file).replace(/^( {4}image: ).*$/m, `$1${newImage}`));
    await applyPlatform(context);
    expectEqual(await readImages(context), [newImage, newImage.replace('0.2.0', '0.1.0')]);
    await project.mustRun('promote', 'shop/web', '--to', 'prod');
    await applyPlatform(context);
    expectEqual(await readImages(context), [newImage, newImage]);
  },
};
