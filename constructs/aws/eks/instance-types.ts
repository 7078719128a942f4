import type { NodePool } from '../../../src/kinds/node-pool';

/** Instance type of EC2: family, generation, attributes and size. */
const instanceType = /^(?<family>[a-z]+)(?<generation>\d+)(?<attributes>[a-z]*)(?:-[a-z0-9]+)?\.(?<size>[a-z0-9-]+)$/;

/**
 * Returns the processor architecture of an instance type; undefined for an unknown form. The first attribute is the
 * processor: `g` for Graviton, which is arm64.
 * @see https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
 */
export function tryGetArchitecture(type: string): NodePool['architecture'] | undefined {
  const { family = '', attributes = '' } = instanceType.exec(type)?.groups ?? {};
  // Nodes of EKS run Linux only.
  if (family === '' || family === 'mac') return undefined;
  return attributes.startsWith('g') || family === 'a' ? 'arm64' : 'amd64';
}

/** Sizes of instances with names of letters; further ones are multiples of `xlarge`. */
export const instanceSizes: readonly string[] = [
  ...['nano', 'micro', 'small', 'medium', 'large', 'xlarge', 'metal'],
  ...[2, 3, 4, 6, 8, 9, 10, 12, 16, 18, 24, 32, 48].map((factor) => `${factor}xlarge`),
];

/** Network interfaces, and addresses of each, of the sizes of general-purpose, compute and memory instances. */
const interfacesBySize: Readonly<Record<string, readonly [interfaces: number, addresses: number]>> = {
  medium: [2, 4],
  large: [3, 10],
  xlarge: [4, 15],
  '2xlarge': [4, 15],
  '4xlarge': [8, 30],
  '8xlarge': [8, 30],
  '9xlarge': [8, 30],
  '12xlarge': [8, 30],
};

/** The same for burstable instances. */
const interfacesOfBurstable: Readonly<Record<string, readonly [interfaces: number, addresses: number]>> = {
  nano: [2, 2],
  micro: [2, 2],
  small: [3, 4],
  medium: [3, 6],
  large: [3, 12],
  xlarge: [4, 15],
  '2xlarge': [4, 15],
};

/** Addresses of instances whose size is not in the tables: those of the largest ones. */
const largestInterfaces = [15, 50] as const;

/**
 * Returns the number of addresses of its subnet that a node can use: the VPC CNI gives each pod one.
 * @see https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AvailableIpPerENI.html
 */
export function countNodeAddresses(type: string): number {
  const { family = '', size = '' } = instanceType.exec(type)?.groups ?? {};
  const sizes = family === 't' ? interfacesOfBurstable : interfacesBySize;
  const [interfaces, addresses] = sizes[size] ?? largestInterfaces;
  return interfaces * addresses;
}
