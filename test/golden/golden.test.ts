import { goldenPlatforms, readExpected, renderGolden } from './golden';

describe.each(Object.entries(goldenPlatforms))('the golden output of %s', (name, platform) => {
  const rendered = renderGolden(platform);
  const expected = readExpected(name);

  it('has exactly the expected files (update: npm run golden)', () => {
    expect(Object.keys(rendered).sort()).toEqual(Object.keys(expected).sort());
  });

  it.each(Object.keys(expected))('%s is as expected', (path) => {
    expect(rendered[path]).toEqual(expected[path]);
  });
});
