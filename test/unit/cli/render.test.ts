import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderCharts } from '../../../src/cli/render';
import { readFiles, withTempFolder } from '../../support/output-files';

const chart = { repository: 'https://charts.example', name: 'traefik', version: '1.0.0' };

/** Renders the charts of a `dist/order.json` with one release, next to a folder that no test may change. */
function render(release: object): Promise<unknown> {
  return withTempFolder(async (folder) => {
    mkdirSync(join(folder, 'project/dist'), { recursive: true });
    mkdirSync(join(folder, 'outside'));
    writeFileSync(join(folder, 'outside/values.yaml'), '{}');
    const order = {
      apply: [],
      destroy: [],
      clusters: {
        dc1: {
          kubernetes: '1.36',
          capabilities: [],
          stacks: [],
          releases: [{ name: 'traefik', namespace: 'traefik', folder: 'dc1/traefik', chart, ...release }],
        },
      },
    };
    writeFileSync(join(folder, 'project/dist/order.json'), JSON.stringify(order));
    const result = await renderCharts({ out: join(folder, 'project'), helm: 'helm' }, () => undefined).catch(
      (error: unknown) => error,
    );
    expect(Object.keys(readFiles(folder))).toEqual(['outside/values.yaml', 'project/dist/order.json']);
    return result;
  });
}

describe('plinth render', () => {
  it('writes nothing outside dist, whatever dist/order.json contains', async () => {
    expect(await render({ folder: '../../outside' })).toMatchObject({
      message: expect.stringMatching(/^'dist\/\.\.\/\.\.\/outside\/values\.yaml' is not a path in/) as string,
    });
  });

  it.each([
    { name: '--post-renderer=/bin/sh' },
    { namespace: '-x' },
    { chart: { ...chart, version: '--debug' } },
    { chart: { ...chart, name: '../../outside' } },
  ])('passes no option of dist/order.json to helm: %j', async (release) => {
    expect(await render(release)).toMatchObject({
      message: expect.stringMatching(/order\.json was not written by this version of Plinth/) as string,
    });
  });
});
