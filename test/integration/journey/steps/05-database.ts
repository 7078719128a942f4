import { expectEqual } from '../../apply/expect';
import { applyPlatform, applyStandIns, getDeployment } from '../platform';
import type { JourneyStep } from '../step';

const database = `    uses:
      database:
        server: 192.0.2.10
        name: web
        credentials: shop-db
        env: { PGHOST: host, PGDATABASE: database, PGPASSWORD: password }
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
          metadata: { name: 'shop-db', namespace: 'shop' },
          stringData: { password: 'journey' },
        },
        { manager: 'lab' },
      );
      const { spec } = await getDeployment(context, cluster, 'web');
      const variables = spec.template.spec.containers[0]?.env ?? [];
      const findKey = (variable: string) => {
        const { name, key } = variables.find((candidate) => candidate.name === variable)?.valueFrom?.secretKeyRef ?? {};
        return { name, key };
      };
      expectEqual(findKey('PGHOST'), { name: 'web-database', key: 'host' });
      expectEqual(findKey('PGPASSWORD'), { name: 'shop-db', key: 'password' });
    }
  },
};
