/** Change of a configuration that Terraform must refuse. */
interface InvalidConfiguration {
  /** Completes the sentence "validate rejects …". */
  readonly name: string;
  readonly search: string;
  readonly replacement: string;
  /** Output of Terraform, with whitespace collapsed. */
  readonly expected: RegExp;
}

/** Change without Terraform, which the next plan must show. */
interface Drift {
  /** Completes the sentence "a plan shows …". */
  readonly name: string;
  /** Entry of the file in PLINTH_STAND_IN_REMOTE_CHANGES. */
  readonly change: object;
  readonly expected: RegExp;
}

/** Cases of the configuration in `fixture/<provider>`. */
export interface ProviderCase {
  readonly errors: readonly InvalidConfiguration[];
  readonly drift: readonly Drift[];
}

/** Cases by provider. */
export const cases: Readonly<Record<string, ProviderCase>> = {
  helm: {
    errors: [
      {
        name: 'a mistyped argument',
        search: '"repository":',
        replacement: '"repositry":',
        expected: /No argument or block type is named "repositry"\. Did you mean "repository"\?/,
      },
      {
        name: 'a release without a chart',
        search: '"chart": "traefik",',
        replacement: '',
        expected: /The argument "chart" is required/,
      },
      {
        name: 'values that are not a list of strings',
        search: '"values": ["replicas: 2"]',
        replacement: '"values": { "replicas": 2 }',
        expected: /Inappropriate value for attribute "values": list of string required/,
      },
      {
        name: 'a setting without a name',
        search: '"name": "image.tag",',
        replacement: '',
        expected: /attribute "set": element 0: attribute "name" is required/,
      },
      {
        name: 'a mistyped argument of the provider',
        search: '"kubernetes":',
        replacement: '"kubernets":',
        expected: /No argument or block type is named "kubernets"\. Did you mean "kubernetes"\?/,
      },
    ],
    drift: [
      {
        name: 'a chart that was upgraded without Terraform',
        change: { type: 'helm_release', match: { name: 'traefik' }, set: { version: '38.0.0' } },
        expected: /# helm_release\.traefik will be updated in-place .* ~ version = "38\.0\.0" -> "37\.3\.0"/,
      },
      {
        name: 'a release that was uninstalled without Terraform',
        change: { type: 'helm_release', match: { name: 'traefik' }, deleted: true },
        expected: /# helm_release\.traefik will be created/,
      },
    ],
  },
  kubernetes: {
    errors: [
      {
        name: 'a mistyped block',
        search: '"metadata": [',
        replacement: '"metdata": [',
        expected: /No argument or block type is named "metdata"\. Did you mean "metadata"\?/,
      },
      {
        name: 'a ConfigMap without metadata',
        search: '"metadata": [{ "name": "platform", "namespace": "kube-system", "labels": { "app": "platform" } }],',
        replacement: '',
        expected: /At least 1 "metadata" blocks are required|Insufficient metadata blocks/,
      },
    ],
    drift: [
      {
        name: 'data that was edited without Terraform',
        change: { type: 'kubernetes_config_map_v1', set: { 'data.version': '2.0.0' } },
        expected: /~ "version" = "2\.0\.0" -> "1\.0\.0"/,
      },
    ],
  },
  aws: {
    errors: [
      {
        name: 'a mistyped block',
        search: '"vpc_config":',
        replacement: '"vpc_confg":',
        expected: /No argument or block type is named "vpc_confg"\. Did you mean "vpc_config"\?/,
      },
      {
        name: 'a cluster without a role',
        search: '"role_arn": "${aws_iam_role.cluster.arn}",',
        replacement: '',
        expected: /The argument "role_arn" is required/,
      },
      {
        name: 'a second block where one is allowed',
        search: '"access_config": { "authentication_mode": "API" }',
        replacement: '"access_config": [{ "authentication_mode": "API" }, { "authentication_mode": "API" }]',
        expected: /No more than 1 "access_config" blocks are allowed/,
      },
      {
        name: 'a list where a string belongs',
        search: '"cidr_block": "10.0.0.0/16"',
        replacement: '"cidr_block": ["10.0.0.0/16"]',
        expected: /Inappropriate value for attribute "cidr_block": string required/,
      },
      {
        name: 'a value for an attribute that only the provider sets',
        search: '"cidr_block": "10.0.0.0/16"',
        replacement: '"arn": "arn:aws:ec2:eu-north-1:1:vpc/main"',
        expected: /Value for unconfigurable attribute .*Only the provider sets arn: remove it\./,
      },
      {
        name: 'a reference to an attribute that does not exist',
        search: 'aws_vpc.main.id',
        replacement: 'aws_vpc.main.vpc_id',
        expected: /This object has no argument, nested block, or exported attribute named "vpc_id"/,
      },
    ],
    drift: [
      {
        name: 'a node group that was scaled without Terraform',
        change: { type: 'aws_eks_node_group', set: { 'scaling_config.0.desired_size': 9 } },
        expected: /~ desired_size = 9 -> 2/,
      },
      {
        name: 'a database that was deleted without Terraform',
        change: { type: 'aws_db_instance', match: { identifier: 'orders' }, deleted: true },
        expected: /# aws_db_instance\.orders will be created/,
      },
    ],
  },
};
