import { valueAtPath, warning, type Problem } from '../../../src/schema/problem';
import type { OnPremOptions } from './schema';

/** Argument or field of a program of Kubernetes with values that make the cluster less secure than by default. */
interface WeakSetting {
  readonly path: readonly string[];
  /** Returns whether a value, as text, is less secure than the default. */
  readonly isWeak: (value: string) => boolean;
  /** Effect, for a message. */
  readonly effect: string;
}

const isTrue = (value: string) => value === 'true';
const isFalse = (value: string) => value === 'false';
const isAny = () => true;

function listItems(value: string): readonly string[] {
  return value.split(',').map((item) => item.trim());
}

const profiling = { isWeak: isTrue, effect: 'serves profiles of the program, which are for its developers' };

/**
 * Settings of the CIS Kubernetes benchmark that kubeadm, Kubernetes or Plinth has by default and that additional arguments can
 * undo.
 * @see https://www.cisecurity.org/benchmark/kubernetes
 * @see https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/
 */
const weakSettings: readonly WeakSetting[] = [
  {
    path: ['apiServer', 'authorization-mode'],
    isWeak: (value) => !listItems(value).includes('RBAC') || listItems(value).includes('AlwaysAllow'),
    effect: 'permits requests that no role permits',
  },
  {
    path: ['apiServer', 'disable-admission-plugins'],
    isWeak: isAny,
    effect: 'disables checks of requests, on which the isolation of tenants may depend',
  },
  {
    path: ['apiServer', 'enable-admission-plugins'],
    isWeak: (value) => !listItems(value).includes('NodeRestriction'),
    effect: 'lets the kubelet of a node change objects of other nodes, since NodeRestriction is absent',
  },
  {
    path: ['apiServer', 'service-account-extend-token-expiration'],
    isWeak: isTrue,
    effect: 'lets tokens of pods be valid for a year',
  },
  {
    path: ['apiServer', 'encryption-provider-config'],
    isWeak: isAny,
    effect: 'replaces the encryption of Secrets in etcd',
  },
  {
    path: ['apiServer', 'kubelet-certificate-authority'],
    isWeak: isAny,
    effect: 'replaces the authority by which the API server verifies kubelets',
  },
  {
    path: ['apiServer', 'tls-cipher-suites'],
    isWeak: isAny,
    effect: 'replaces the cipher suites of the CIS benchmark',
  },
  ...['apiServer', 'controllerManager', 'scheduler'].map((program) => ({ path: [program, 'profiling'], ...profiling })),
  {
    path: ['controllerManager', 'use-service-account-credentials'],
    isWeak: isFalse,
    effect: 'lets all controllers have the permissions of all others',
  },
  {
    path: ['kubelet', 'serverTLSBootstrap'],
    isWeak: isFalse,
    effect: 'leaves kubelets with certificates that they sign themselves, which the API server does not verify',
  },
  {
    path: ['kubelet', 'seccompDefault'],
    isWeak: isFalse,
    effect: 'lets containers without a seccomp profile call the whole kernel',
  },
  {
    path: ['kubelet', 'podPidsLimit'],
    isWeak: (value) => Number(value) <= 0 || Number(value) > 4096,
    effect: 'lets one pod start more processes than the 4096 of the default',
  },
  {
    path: ['kubelet', 'readOnlyPort'],
    isWeak: (value) => value !== '0',
    effect: 'serves data of all pods of a node without authentication',
  },
  {
    path: ['kubelet', 'authentication', 'anonymous', 'enabled'],
    isWeak: isTrue,
    effect: 'accepts requests without authentication',
  },
  {
    path: ['kubelet', 'authentication', 'webhook', 'enabled'],
    isWeak: isFalse,
    effect: 'accepts no tokens that the API server verifies',
  },
  {
    path: ['kubelet', 'authorization', 'mode'],
    isWeak: (value) => value !== 'Webhook',
    effect: 'permits every authenticated request',
  },
];

/** Warns about each argument of a program of Kubernetes that makes the cluster less secure than by default. */
export function warnAboutWeakenedArguments(options: OnPremOptions): readonly Problem[] {
  return weakSettings.flatMap(({ path, isWeak, effect }) => {
    const value = valueAtPath(options, path);
    if (value === undefined || value === null) return [];
    if (!isWeak(typeof value === 'string' ? value : JSON.stringify(value))) return [];
    return [warning(path, value, effect, 'remove it')];
  });
}
