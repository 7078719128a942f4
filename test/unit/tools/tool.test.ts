import { join } from 'node:path';
import { newestKubernetes, oldestKubernetes, tools } from '../../../tools/catalogue';
import { cachedAt, findTool, version } from '../../../tools/tool';

test('every tool has a version in its go.mod', () => {
  for (const entry of tools) expect(version(entry)).toMatch(/^\d+\.\d+\.\d+$/);
});

test('a program is found by the tool that it belongs to', () => {
  expect(findTool('ctr').name).toBe('containerd');
  expect(findTool('portmap').name).toBe('cni-plugins');
});

test('a Kubernetes program is the newest unless a minor version is named', () => {
  expect(version(findTool('kubectl'))).toContain(newestKubernetes);
  expect(findTool(`kubectl@${newestKubernetes}`)).toBe(findTool('kubectl'));
  expect(version(findTool(`kubectl@${oldestKubernetes}`))).toContain(oldestKubernetes);
});

test('a tool that is not in the catalogue is refused with the names of those that are', () => {
  expect(() => findTool('tiller')).toThrow(/'tiller' is not in .*kube-apiserver, .*helm/);
});

test('each version is cached apart', () => {
  process.env.PLINTH_TOOLS = join('somewhere', 'else');
  expect(cachedAt(findTool('helm'))).toMatch(/^somewhere.else.helm-\d+\.\d+\.\d+$/);
  const folders = tools.map(cachedAt);
  expect(new Set(folders).size).toBe(folders.length);
});
