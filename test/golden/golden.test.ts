import { hasProvider } from '../support/cloud';
import { goldens, readExpected } from './golden';

for (const cloud of (['aws', 'azure', 'google'] as const).filter((name) => !hasProvider(name)))
  describe.skip(`the golden output of ${cloud} (skipped: run npm run clouds)`, () => {
    it.todo('has exactly the expected files');
  });

describe.each(Object.entries(goldens))('the golden output of %s', (name, render) => {
  const rendered = render();
  const expected = readExpected(name);

  it('has exactly the expected files (update: npm run golden)', () => {
    expect(Object.keys(rendered).sort()).toEqual(Object.keys(expected).sort());
  });

  it.each(Object.keys(expected))('%s is as expected', (path) => {
    expect(rendered[path]).toEqual(expected[path]);
  });
});
