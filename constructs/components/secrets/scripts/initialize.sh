#!/bin/sh
# Initializes OpenBao, once, in the container of its first server: creates its keys, which it prints and stores nowhere, unseals
# this server where no seal does, and adds the store of secrets, the log-in of Kubernetes, policies and roles. The root token is
# revoked at the end. With BAO_TOKEN, an administrator's token, it sets up an initialized store, and does not revoke the token.
# Arguments are further parameters of the log-in of Kubernetes.
set -eu

external_secrets="${EXTERNAL_SECRETS:-external-secrets}"
namespace="${BAO_K8S_NAMESPACE:-openbao}"
kubernetes_host="${KUBERNETES_HOST:-https://kubernetes.default.svc}"
created_token=''

report_failure() {
  [ -z "$created_token" ] || echo "Not finished. Run it again with BAO_TOKEN=$created_token, and revoke the token then." >&2
}

create_keys() {
  if bao operator init -status >/dev/null 2>&1; then
    echo 'OpenBao is initialized already. To set up its store, set BAO_TOKEN to the token of an administrator.' >&2
    exit 1
  fi
  output=$(bao operator init)
  created_token=$(printf '%s\n' "$output" | sed -n 's/^Initial Root Token: *//p')
  export BAO_TOKEN="$created_token"
  printf '%s\n' "$output" | grep -v '^Initial Root Token:'
  # Recovery keys of a seal have another name. A key in an argument would be in the list of processes.
  printf '%s\n' "$output" | sed -n 's/^Unseal Key [0-9]*: *//p' | head -n 3 | while read -r key; do
    printf '%s' "$key" | bao write sys/unseal key=- >/dev/null
  done
}

wait_for_leader() {
  attempts=60
  until bao token lookup >/dev/null 2>&1; do
    attempts=$((attempts - 1))
    if [ "$attempts" -eq 0 ]; then
      echo 'OpenBao has no leader after a minute, or refuses the token: see bao status.' >&2
      exit 1
    fi
    sleep 1
  done
}

write_role() {
  bao write "auth/kubernetes/role/$1" bound_service_account_names="$2" bound_service_account_namespaces="$3" \
    policies="$1" ttl=10m
}

set_up_store() {
  bao secrets list -format=json | grep -q '"kv/"' || bao secrets enable -path=kv -version=2 kv
  bao auth list -format=json | grep -q '"kubernetes/"' || bao auth enable kubernetes
  bao write auth/kubernetes/config kubernetes_host="$kubernetes_host" "$@"
  bao policy write external-secrets - <<'END'
path "kv/data/*" { capabilities = ["read"] }
path "kv/data/platform/*" { capabilities = ["deny"] }
END
  bao policy write platform - <<'END'
path "kv/data/platform/*" { capabilities = ["create", "read", "update"] }
path "kv/metadata/platform/*" { capabilities = ["create", "read", "update"] }
END
  bao policy write snapshots - <<'END'
path "sys/storage/raft/snapshot" { capabilities = ["read"] }
END
  write_role external-secrets "$external_secrets" "$external_secrets"
  write_role platform "$external_secrets" "$external_secrets"
  write_role snapshots "$namespace-snapshots" "$namespace"
}

trap report_failure EXIT
[ -n "${BAO_TOKEN:-}" ] || create_keys
wait_for_leader
set_up_store "$@"
if [ -n "$created_token" ]; then
  bao token revoke -self
  created_token=''
fi
echo 'OpenBao is initialized. Keep the keys above offline.'
