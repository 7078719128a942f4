import type { CloudName } from '../../support/cloud';

/** What the test needs to know of an account of a cloud. */
export interface CloudAccount {
  readonly title: string;
  /** Environment variables that the platform reads, each with what it is. */
  readonly variables: Readonly<Record<string, string>>;
  /**
   * ID of a DNS zone for a dry run. With a zone in PLINTH_CLOUD_ZONE, its domain in PLINTH_CLOUD_DOMAIN, and an address for Let's
   * Encrypt in PLINTH_CLOUD_EMAIL, DNS, certificate and ingress are tested too.
   */
  readonly sampleZone: string;
  /** Values of the variables for a dry run, which contacts no cloud. */
  readonly sampleValues: Readonly<Record<string, string>>;
  /** Command that must be able to log in: the connection of the cluster runs it. */
  readonly program: string;
  /** What the platform costs while it exists. An estimate from list prices; the bill decides. */
  readonly cost: string;
  /** What the cloud keeps after the removal. */
  readonly remains: string;
}

/** Variables that the platforms of all clouds read. */
const commonVariables = {
  PLINTH_CLOUD_ALLOWED_RANGE: 'address range that may reach the Kubernetes API, such as 192.0.2.10/32',
};

const commonValues = { PLINTH_CLOUD_ALLOWED_RANGE: '192.0.2.10/32' };

/** Accounts by cloud. Prices: on demand, in the default region of the platform, in 2026-11. */
export const cloudAccounts: Readonly<Record<CloudName, CloudAccount>> = {
  aws: {
    title: 'AWS',
    variables: {
      PLINTH_CLOUD_ACCOUNT: 'ID of an account without other workloads',
      PLINTH_CLOUD_ADMINISTRATOR: 'ARN of the IAM role or user that runs the test',
      ...commonVariables,
    },
    sampleValues: {
      PLINTH_CLOUD_ACCOUNT: '111111111111',
      PLINTH_CLOUD_ADMINISTRATOR: 'arn:aws:iam::111111111111:role/test',
      ...commonValues,
    },
    sampleZone: 'Z0123456789ABCDEFGHIJ',
    program: 'aws',
    cost: 'an EKS control plane, two m7g.large, a NAT gateway, a small RDS instance and a small cache: about 0.60 USD an hour',
    remains: 'a final snapshot of the database, and KMS keys until their deletion in some days',
  },
  azure: {
    title: 'Azure',
    variables: {
      PLINTH_CLOUD_ACCOUNT: 'ID of a subscription without other workloads',
      PLINTH_CLOUD_ENTRA_TENANT: 'ID of its Microsoft Entra tenant',
      PLINTH_CLOUD_ADMINISTRATOR: 'object ID of a group with the user that runs the test',
      ...commonVariables,
    },
    sampleValues: {
      PLINTH_CLOUD_ACCOUNT: '11111111-1111-1111-1111-111111111111',
      PLINTH_CLOUD_ENTRA_TENANT: '00000000-0000-0000-0000-00000000a000',
      PLINTH_CLOUD_ADMINISTRATOR: '00000000-0000-0000-0000-00000000b001',
      ...commonValues,
    },
    sampleZone:
      '/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/dns/providers/Microsoft.Network/dnsZones/plinthtest.example',
    program: 'kubelogin',
    cost: 'an AKS control plane, one Standard_D4ds_v5, two Standard_D2ds_v5, a NAT gateway, a small PostgreSQL server, a small cache and a namespace of Service Bus Premium: about 2.50 USD an hour',
    remains: 'key vaults with purge protection, until their deletion in some days',
  },
  google: {
    title: 'Google Cloud',
    variables: {
      PLINTH_CLOUD_ACCOUNT: 'ID of a project without other workloads',
      PLINTH_CLOUD_PROJECT_NUMBER: 'number of the project',
      PLINTH_CLOUD_ADMINISTRATOR: 'member of IAM that runs the test, such as user:me@acme.example',
      ...commonVariables,
    },
    sampleValues: {
      PLINTH_CLOUD_ACCOUNT: 'acme-test',
      PLINTH_CLOUD_PROJECT_NUMBER: '111111111111',
      PLINTH_CLOUD_ADMINISTRATOR: 'group:platform@acme.example',
      ...commonValues,
    },
    sampleZone: 'projects/acme-test/managedZones/plinthtest',
    program: 'gke-gcloud-auth-plugin',
    cost: 'a GKE control plane, two n2-standard-2 per zone, Cloud NAT, a small Cloud SQL instance and a small cache: about 1.20 USD an hour',
    remains: 'key rings and keys of Cloud KMS, which nothing can delete; versions of the keys can be destroyed',
  },
};
