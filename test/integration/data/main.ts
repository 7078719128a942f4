import { Argument, Command } from 'commander';
import { Session } from '../cluster/session';
import { testCache, testCacheTls } from './cache';
import { testCloudDatabases } from './cloud-databases';
import { testExternalSecrets } from './external-secrets';
import { testOpenBao } from './openbao';
import { testPostgres } from './postgresql';
import { testPostgresRestore } from './postgresql-restore';
import { testSeaweedFs } from './seaweedfs';

const suites = ['postgresql', 'restore', 'cache', 'openbao', 'seaweedfs', 'external-secrets'] as const;
type Suite = (typeof suites)[number];

const command = new Command('npm run test:data --')
  .description('Tests what databases, buckets and secrets need, with the programs of their servers.')
  .addArgument(new Argument('[suites...]', 'run only these suites').choices(suites))
  .parse();
const selectedSuites: readonly Suite[] = command.args.length > 0 ? (command.args as Suite[]) : suites;

const session = new Session('data');
void main();

async function main(): Promise<void> {
  const { report, scratch } = session;
  if (selectedSuites.includes('postgresql')) {
    await testPostgres(report, scratch);
    await testCloudDatabases(report, scratch);
  }
  if (selectedSuites.includes('restore')) await testPostgresRestore(report, scratch);
  if (selectedSuites.includes('cache')) {
    await testCache(report, scratch);
    await testCacheTls(report, scratch);
  }
  if (selectedSuites.includes('openbao')) await testOpenBao(report, scratch);
  if (selectedSuites.includes('seaweedfs')) await testSeaweedFs(report, scratch);
  if (selectedSuites.includes('external-secrets')) await testExternalSecrets(session);
  session.close();
}
