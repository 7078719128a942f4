import { join } from 'node:path';
import { newestKubernetes, oldestKubernetes, tools } from '../../../tools/catalogue';
import { toolCacheFolder, findTool, version } from '../../../tools/tool';

test('the go.mod of every tool pins its version', () => {
  for (const entry of tools) expect(version(entry)).toMatch(/^\d+\.\d+\.\d+$/);
});

test('a tool is found by the name of one of its programs', () => {
  expect(findTool('ctr').name).toBe('containerd');
  expect(findTool('portmap').name).toBe('cni-plugins');
});

test('a Kubernetes program without a minor version is the newest', () => {
  expect(version(findTool('kubectl'))).toContain(newestKubernetes);
  expect(findTool(`kubectl@${newestKubernetes}`)).toBe(findTool('kubectl'));
  expect(version(findTool(`kubectl@${oldestKubernetes}`))).toContain(oldestKubernetes);
});

test('a tool that is not in the catalogue is rejected with the list of tools', () => {
  expect(() => findTool('tiller')).toThrow(/'tiller' is not in .*kube-apiserver, .*helm/);
});

test('each version has its own cache folder', () => {
  process.env.PLINTH_TOOLS = join('somewhere', 'else');
  expect(toolCacheFolder(findTool('helm'))).toMatch(/^somewhere.else.helm-\d+\.\d+\.\d+$/);
  const folders = tools.map(toolCacheFolder);
  expect(new Set(folders).size).toBe(folders.length);
});

test('a tool with sources of its own is cached by their content', () => {
  process.env.PLINTH_TOOLS = 'tools';
  const entry = findTool('terraform-provider-stand-in');
  expect(toolCacheFolder(entry)).toMatch(/terraform-provider-stand-in-\d+\.\d+\.\d+-[0-9a-f]{8}$/);
});
