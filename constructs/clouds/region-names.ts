import { distance } from 'fastest-levenshtein';
import { warning, type Problem } from '../../src/schema/problem';

/** Clouds whose regions are known. */
const clouds = { aws: 'AWS', azure: 'Azure', google: 'Google Cloud' } as const;

/** Joins the parts of regions that begin equally, such as `eu-west-` with `1` and `2`. */
function named(prefix: string, ...parts: readonly (string | number)[]): readonly string[] {
  return parts.map((part) => `${prefix}${part}`);
}

/**
 * Regions of the clouds. The list need not be complete: a region that is not in it is accepted, unless it resembles one.
 * @see https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
 * @see https://learn.microsoft.com/azure/reliability/regions-list
 * @see https://cloud.google.com/compute/docs/regions-zones
 */
const regions: Readonly<Record<keyof typeof clouds, readonly string[]>> = {
  aws: [
    ...named('af-', 'south-1'),
    ...named('ap-', 'east-1', 'east-2', 'south-1', 'south-2'),
    ...named('ap-northeast-', 1, 2, 3),
    ...named('ap-southeast-', 1, 2, 3, 4, 5, 6, 7),
    ...named('ca-', 'central-1', 'west-1'),
    ...named('cn-', 'north-1', 'northwest-1'),
    ...named('eu-', 'central-1', 'central-2', 'north-1', 'south-1', 'south-2', 'west-1', 'west-2', 'west-3'),
    ...named('il-', 'central-1'),
    ...named('me-', 'central-1', 'south-1'),
    ...named('mx-', 'central-1'),
    ...named('sa-', 'east-1'),
    ...named('us-', 'east-1', 'east-2', 'west-1', 'west-2', 'gov-east-1', 'gov-west-1'),
  ],
  azure: [
    ...named('australia', 'central', 'central2', 'east', 'southeast'),
    ...named('brazil', 'south', 'southeast'),
    ...named('canada', 'central', 'east'),
    ...named('china', 'east2', 'east3', 'north2', 'north3'),
    ...named('france', 'central', 'south'),
    ...named('germany', 'north', 'westcentral'),
    ...named('japan', 'east', 'west'),
    ...named('korea', 'central', 'south'),
    ...named('norway', 'east', 'west'),
    ...named('southafrica', 'north', 'west'),
    ...named('sweden', 'central', 'south'),
    ...named('switzerland', 'north', 'west'),
    ...named('uae', 'central', 'north'),
    ...named('uk', 'south', 'west'),
    ...named('usgov', 'arizona', 'texas', 'virginia'),
    ...['austriaeast', 'belgiumcentral', 'centralindia', 'centralus', 'chilecentral', 'eastasia', 'eastus', 'eastus2'],
    ...['indonesiacentral', 'israelcentral', 'italynorth', 'malaysiawest', 'mexicocentral', 'newzealandnorth'],
    ...['northcentralus', 'northeurope', 'polandcentral', 'qatarcentral', 'southcentralus', 'southeastasia'],
    ...['southindia', 'spaincentral', 'westcentralus', 'westeurope', 'westindia', 'westus', 'westus2', 'westus3'],
  ],
  google: [
    ...named('africa-', 'south1'),
    ...named('asia-', 'east1', 'east2', 'northeast1', 'northeast2', 'northeast3', 'south1', 'south2'),
    ...named('asia-southeast', 1, 2, 3),
    ...named('australia-southeast', 1, 2),
    ...named('europe-', 'central2', 'north1', 'north2', 'southwest1'),
    ...named('europe-west', 1, 2, 3, 4, 6, 8, 9, 10, 12),
    ...named('me-', 'central1', 'central2', 'west1'),
    ...named('northamerica-', 'northeast1', 'northeast2', 'south1'),
    ...named('southamerica-', 'east1', 'west1'),
    ...named('us-', 'central1', 'east1', 'east4', 'east5', 'south1', 'west1', 'west2', 'west3', 'west4'),
  ],
};

/** Warns about a region that is not known, and differs from a known one in one letter. */
export function checkRegionName(cloud: keyof typeof clouds, region: string): readonly Problem[] {
  return checkCloudName(['region'], region, regions[cloud], `is not a known region of ${clouds[cloud]}`);
}

/**
 * Warns about a name of a cloud that differs in one letter from a known one. Clouds add names, so that an unknown one is no
 * error, and digits make another name.
 */
export function checkCloudName(
  path: Problem['path'],
  name: string,
  known: readonly string[],
  message: string,
): readonly Problem[] {
  if (known.includes(name)) return [];
  const digits = (text: string) => text.replace(/\D/g, '');
  const similar = known.find((candidate) => distance(candidate, name) === 1 && digits(candidate) === digits(name));
  return similar === undefined ? [] : [warning(path, name, message, `write '${similar}', if that is what you mean`)];
}
