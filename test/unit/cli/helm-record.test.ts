import { gzipSync } from 'node:zlib';
import { parseManifest, readHelmRecords } from '../../../src/cli/helm-record';

const release = { name: 'web', namespace: 'shop' };

/** Secret with the record of a revision, as Helm writes it and the API encodes it. */
function secret(version: number, status: string, manifest = '', namespace = 'shop') {
  const record = {
    name: 'web',
    namespace: 'shop',
    version,
    info: { status },
    chart: { metadata: { name: 'web', version: '1.2.3' }, templates: [] },
    config: { replicas: 2 },
    manifest,
  };
  const encoded = gzipSync(JSON.stringify(record)).toString('base64');
  return {
    metadata: { namespace, labels: { owner: 'helm', name: 'web' } },
    data: { release: Buffer.from(encoded).toString('base64') },
  };
}

describe("Helm's records", () => {
  it('are those of the newest revision', () => {
    const items = [secret(9, 'deployed'), secret(10, 'failed')];
    expect(readHelmRecords(JSON.stringify({ items }), [release]).get(release)).toMatchObject({
      version: 10,
      info: { status: 'failed' },
      config: { replicas: 2 },
    });
  });

  it('are not those that tenants write into their namespaces with the name of a release', () => {
    const forged = secret(11, 'deployed', 'objects of a tenant', 'tenant');
    const damaged = { ...forged, data: { release: 'damaged' } };
    const items = [secret(9, 'deployed'), forged, damaged];
    expect(readHelmRecords(JSON.stringify({ items }), [release]).get(release)).toMatchObject({ version: 9 });
    const other = { name: 'web', namespace: 'tenant' };
    expect(() => readHelmRecords(JSON.stringify({ items: [forged] }), [other])).toThrow('of another release');
  });

  it('contain the objects of a release, those of lists included', () => {
    const object = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name } });
    const items = JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMapList', items: [object('b'), object('c')] });
    const manifest = `---\n# Source: web/templates/a.yaml\n${JSON.stringify(object('a'))}\n---\n\n---\n${items}\n`;
    expect(parseManifest(manifest).map(({ metadata }) => metadata.name)).toEqual(['a', 'b', 'c']);
  });
});
