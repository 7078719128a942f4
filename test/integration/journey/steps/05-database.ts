import { expectEqual } from '../../apply/expect';
import { applyPlatform, applyStandIns, getDeployment } from '../platform';
import type { JourneyStep } from '../step';

const database = `    uses:
      database:
        server: 192.0.2.10
        name: web
        credentials: web-database
        env: { PGHOST: host, PGDATABASE: name, PGPASSWORD: password }
`;

export const step: JourneyStep = {
  name: 'the application gets the connection details of a database',
  standIns: [...applyStandIns, 'database server and binding'],
  run: async (context) => {
    const { project, controlPlanes } = context;
    const [file, image] = ['tenants/shop.yaml', '    image:'];
    project.write(file, project.read(file).replace(image, `${database}${image}`));
    await applyPlatform(context);
    for (const cluster of ['dev', 'prod'] as const) {
      await controlPlanes[cluster].api.apply(
        {
          apiVersion: 'v1',
          kind: 'Secret',
          metadata: { name: 'web-database', namespace: 'shop' },
          stringData: { password: 'journey' },
        },
        { manager: 'lab' },
      );
      const { spec } = await getDeployment(context, cluster, 'web');
      const variables = spec.template.spec.containers[0]?.env ?? [];
      const find = (name: string) => variables.find((variable) => variable.name === name);
      expectEqual(find('PGHOST')?.value, '192.0.2.10');
      const { name, key } = find('PGPASSWORD')?.valueFrom?.secretKeyRef ?? {};
      expectEqual({ name, key }, { name: 'web-database', key: 'password' });
    }
  },
};
