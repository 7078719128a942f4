# shellcheck shell=bash
# Prints the cluster's identity if this host is healthy: its API server is ready or, on an etcd host, its etcd is healthy.
# Runs on a control plane or etcd host. Otherwise prints the reason to standard error, in one line; the exit code is not used.
# print_reason OUTPUT: prints what is relevant of a program's error messages.
print_reason() {
  local reason
  reason=$(grep -E 'x509|^\[-\]' <<<"$1" || true)
  reason=${reason:-$(grep -v '^ctr: ' <<<"$1" | tail -n 1)}
  echo "${reason%%$'\n'*}" | cut -c -400 >&2
}
if [ -e /etc/plinth/etcd ]; then
  if output=$(etcdctl endpoint health 2>&1); then read_state identity; else print_reason "$output"; fi
elif [ "$(read_state stage)" != joined ] || [ ! -e "$admin_kubeconfig" ]; then
  echo 'has not joined as a control plane' >&2
elif output=$(kube get --raw /readyz 2>&1) &&
  output=$(kube get configmap plinth --namespace kube-system --output 'jsonpath={.data.identity}' 2>&1); then
  echo "$output"
else
  expired=$(list_expired_certificates | paste -sd' ' -)
  # Without its certificates, the API server may not even start.
  if [ -n "$expired" ] && [[ $output != *x509*expired* ]]; then output="x509: certificates have expired: $expired"; fi
  print_reason "$output"
fi
