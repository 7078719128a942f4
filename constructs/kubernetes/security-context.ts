const seccompProfile = { type: 'RuntimeDefault' };

/** Fields of a container's security context that deny privilege escalation and all capabilities. */
export const unprivilegedSecurityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

/**
 * Returns the security context of a container that meets the Pod Security Standard `restricted` and has a read-only root
 * filesystem.
 * @param user user and group ID; @default those of the pod, which then also sets the seccomp profile
 * @see https://kubernetes.io/docs/concepts/security/pod-security-standards/#restricted
 */
export function restrictedSecurityContext(user?: number) {
  return {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    ...(user === undefined ? {} : { runAsNonRoot: true, runAsUser: user, runAsGroup: user }),
    capabilities: { drop: ['ALL'] },
    ...(user === undefined ? {} : { seccompProfile }),
  };
}

/** Returns the security context of a pod whose containers run as this user and group ID; only 0 is root. */
export function nonRootPodSecurityContext(user: number) {
  return { runAsNonRoot: user !== 0, runAsUser: user, runAsGroup: user, seccompProfile };
}
