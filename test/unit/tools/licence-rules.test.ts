import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { detectLicence, findLicenceProblem, listGoModules } from '../../../tools/licence-rules';
import { withTempFolder } from '../../support/output-files';

test.each(['AGPL-3.0', 'MIT AND AGPL-3.0-only', 'BUSL-1.1', ''])('the licence "%s" is refused', (licence) => {
  expect(findLicenceProblem('x', licence)).toMatch(/^x: /);
});

test.each(['MIT', 'Apache-2.0 AND BSD-3-Clause', 'MPL-2.0', '(MIT OR CC0-1.0)'])(
  'the licence %s is accepted',
  (licence) => {
    expect(findLicenceProblem('x', licence)).toBeUndefined();
  },
);

test('a licence is detected by its text, whatever its line breaks', () => {
  const detect = (text: string, name = 'LICENSE') =>
    withTempFolder((folder) => {
      writeFileSync(join(folder, name), text);
      return detectLicence(folder);
    });
  expect(detect('Permission is hereby granted,\n// free of charge')).toBe('MIT');
  expect(detect('GNU AFFERO GENERAL\nPUBLIC LICENSE', 'COPYING')).toBe('AGPL-3.0');
  expect(detect('Mozilla Public License, version 2.0 … GNU Affero General Public License')).toBe('MPL-2.0');
  expect(detect('All rights reserved.')).toBe('');
  expect(detect('Permission is hereby granted, free of charge', 'README')).toBe('');
});

test('the modules of a go.mod are those that it requires, or their replacements', () => {
  const goMod = `module x

go 1.25.5

require example.com/a v1.0.0

require (
	example.com/b v1.1.0 // indirect
	example.com/c v1.2.0
)

replace example.com/c => example.com/fork v1.2.1

tool example.com/a/cmd
`;
  expect(listGoModules(goMod)).toEqual([
    { path: 'example.com/a', version: 'v1.0.0' },
    { path: 'example.com/b', version: 'v1.1.0' },
    { path: 'example.com/fork', version: 'v1.2.1' },
  ]);
});
