import { installPythonPrograms } from '../wheels/python-environment';

/** Returns the folder with the programs `moto_server`, a server with the API of AWS, and `aws`, the AWS CLI. */
export async function installMoto(): Promise<string> {
  return installPythonPrograms(['moto[server]==5.2.5', 'awscli==1.46.3']);
}
