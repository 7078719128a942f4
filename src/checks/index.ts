import type { Problem } from '../schema/problem';
import { checkAccess } from './access';
import { checkAddressConflicts } from './addresses';
import { checkCapabilities } from './capabilities';
import { checkIngress } from './ingress';
import type { CheckContext } from './context';
import { checkResourceLimits } from './limits';
import { checkNames } from './names';
import { checkProducts } from './products';
import { checkRedirects } from './redirects';
import { checkReleases } from './releases';
import { checkSecrets } from './secrets';
import { checkStorage } from './storage';
import { checkTenants } from './tenants';
import { checkWorkloads } from './workloads';

/** Every check that looks at more than one place of a description. */
export const checks: readonly ((known: CheckContext) => readonly Problem[])[] = [
  checkNames,
  checkAddressConflicts,
  checkCapabilities,
  checkReleases,
  checkSecrets,
  checkStorage,
  checkResourceLimits,
  checkIngress,
  checkRedirects,
  checkAccess,
  checkWorkloads,
  checkTenants,
  checkProducts,
];
