import { Session } from '../cluster/session';
import { testOpenBao } from './openbao';
import { testPostgres } from './postgresql';
import { testSeaweedFs } from './seaweedfs';

const session = new Session('data');
void main();

async function main(): Promise<void> {
  const { report, scratch } = session;
  await testPostgres(report, scratch);
  await testOpenBao(report, scratch);
  await testSeaweedFs(report, scratch);
  session.close();
}
