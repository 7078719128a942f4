import { externalSecrets, kinds, language, synth } from 'plinth';
import { awsKinds, ebs, eks, elastiCache, rds, s3, secretsManager, secretsManagerStore } from 'plinth/aws';
import { development } from './nais/clusters';
import { entry, mainframe, observability } from './nais/components';
import { tenants } from './nais/tenants';

/**
 * The platform of nais.ts, with the cluster of production moved to AWS, and its data kept. Teams and applications are the same
 * files. The bucket of soknad was copied to AWS before. Its database was restored once the stack of the network was applied, into the
 * subnets of databases (tag `plinth.dev/tier: data`), and then everything else was applied. Plinth takes both by their names, so that no
 * change of this definition can destroy them, and a further cluster finds them too. The mainframe is reached by a transit gateway.
 */
const region = 'eu-north-1';

const production = eks({
  environment: 'prod',
  region,
  account: '111111111111',
  administrators: ['arn:aws:iam::111111111111:role/team-plattform'],
  network: { cidr: '10.20.0.0/16' },
  connections: { mainframe: { ...mainframe, via: 'tgw-0123456789abcdef0' } },
  nodePools: { general: { instanceTypes: ['m7i.2xlarge'], min: 3 } },
  components: [
    ...entry,
    ebs(),
    externalSecrets({ store: secretsManagerStore({ platform: 'nais', environment: 'prod', region }) }),
    secretsManager(),
    // The Secret of the certificate authority, the databases and the buckets keep their names.
    rds({ existing: { uforetrygd: { instance: 'nais-uforetrygd', securityGroup: 'sg-0123456789abcdef0' } } }),
    s3({ existing: { 'uforetrygd/soknad': { bucket: 'nais-uforetrygd-vedlegg' } } }),
    // The data of a cache may be lost, so none was copied.
    elastiCache(),
    ...observability('prod'),
  ],
});

const naisLanguage = language([...kinds, ...awsKinds]);

synth(
  naisLanguage.definePlatform({
    name: 'nais',
    domain: 'nais.example',
    environments: ['dev', 'prod'],
    clusters: { 'dev-fss': development, 'prod-aws': production },
    tenants: tenants('prod-aws'),
  }),
  { language: naisLanguage },
);
