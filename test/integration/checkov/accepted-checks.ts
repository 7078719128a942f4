/** Reason of the rules of the subnet of nodes, which deny connected networks. */
const nodeRules =
  'the rules deny connected networks only; AKS filters all other traffic by its own network security group, and nodes have no public addresses';

/**
 * Failed checks that are accepted for the defaults of the kinds of a cloud, with the reason.
 * @see https://www.checkov.io/5.Policy%20Index/terraform.html
 */
export const acceptedChecks: Readonly<Record<'aws' | 'azure' | 'google', Readonly<Record<string, string>>>> = {
  aws: {
    CKV_AWS_18: 'access logs of S3 need a bucket of the account; CloudTrail records data events without one',
    CKV_AWS_31: 'the users of a cache have passwords; a token would be in the state',
    CKV_AWS_144: 'data stay in the region of the environment; objects are versioned',
    CKV2_AWS_57: 'the job that sets the password runs in the cluster: a rotation by Lambda could not reach it',
    CKV2_AWS_62: 'events of a bucket are of use to a receiver only, and the platform has none',
  },
  azure: {
    CKV_AZURE_4:
      'a diagnostic setting sends the logs of the control plane to Log Analytics; the check knows only the agent',
    CKV_AZURE_9: nodeRules,
    CKV_AZURE_10: nodeRules,
    CKV_AZURE_33: 'the storage account has no queues',
    CKV_AZURE_36: 'no service of Azure reads the buckets of applications',
    CKV_AZURE_40: 'keys are rotated; a database whose key has expired could not be read',
    CKV_AZURE_41: 'applications would stop when a secret expires; the job sets a changed password within half an hour',
    CKV_AZURE_112: 'keys in hardware modules need the tier Premium of Key Vault',
    CKV_AZURE_116: 'the admission policies of Plinth hold for tenants',
    CKV_AZURE_136: 'data stay in the location of the environment; `geoBackup` copies backups',
    CKV_AZURE_160: nodeRules,
    CKV_AZURE_172: 'the Secrets Store CSI driver is not installed: External Secrets reads the key vault',
    CKV_AZURE_206: 'data stay in the location of the environment, in three zones; `replication` copies them',
    CKV_AZURE_226: 'not all machine types have a local disk that is large enough',
    CKV2_AZURE_21: 'a log of each read would be as large as the traffic',
    CKV2_AZURE_31: 'AKS manages the network security group of nodes, and opens it for load balancers',
  },
  google: {
    CKV_GCP_6: 'ssl_mode refuses connections without TLS; the check knows only the option that it replaced',
    CKV_GCP_12: 'GKE Dataplane V2 enforces network policies',
    CKV_GCP_62: 'access logs need a bucket of the project; Cloud Audit Logs record data access without one',
    CKV_GCP_66: 'Binary Authorization needs a policy of the organisation',
    CKV_GCP_69: 'node pools have GKE_METADATA; the default pool is removed',
    CKV_GCP_79: 'version 17 is the newest that the component offers; the check expects one that was not tested',
    CKV2_GCP_13: 'log_min_duration_statement logs slow statements; a log of each would contain data',
    CKV2_GCP_18: 'GKE adds firewall rules for its nodes; the network has no other machines',
  },
};
