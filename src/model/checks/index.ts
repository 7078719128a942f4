import type { Problem } from '../problem';
import { accessProblems } from './access';
import { addressProblems } from './addresses';
import { capabilityProblems } from './capabilities';
import { ingressProblems } from './ingress';
import type { Known } from './known';
import { limitProblems } from './limits';
import { nameProblems } from './names';
import { productProblems } from './products';
import { redirectProblems } from './redirects';
import { releaseProblems } from './releases';
import { secretProblems } from './secrets';
import { storageProblems } from './storage';
import { tenantProblems } from './tenants';
import { workloadProblems } from './workloads';

/** Every check that looks at more than one place of a description. */
export const checks: readonly ((known: Known) => readonly Problem[])[] = [
  nameProblems,
  addressProblems,
  capabilityProblems,
  releaseProblems,
  secretProblems,
  storageProblems,
  limitProblems,
  ingressProblems,
  redirectProblems,
  accessProblems,
  workloadProblems,
  tenantProblems,
  productProblems,
];
