import { checkRegionName } from '../../../../constructs/clouds/region-names';

test.each([
  ['aws', 'eu-nort-1', "write 'eu-north-1', if that is what you mean"],
  ['azure', 'swedencentrl', "write 'swedencentral', if that is what you mean"],
  ['google', 'europe-nrth1', "write 'europe-north1', if that is what you mean"],
] as const)('a misspelt region of %s is a warning: %s', (cloud, region, fix) => {
  expect(checkRegionName(cloud, region)).toEqual([expect.objectContaining({ severity: 'warning', fix })]);
});

test.each([
  ['aws', 'eu-north-1'],
  ['aws', 'eu-north-2'],
  ['azure', 'denmarkeast'],
  ['google', 'europe-west4'],
  ['google', 'europe-north3'],
] as const)('a region of %s that is known, or that the cloud may add, is not: %s', (cloud, region) => {
  expect(checkRegionName(cloud, region)).toEqual([]);
});
