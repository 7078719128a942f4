# shellcheck shell=bash
# Prints the administrator's kubeconfig with the endpoint, or else this host's address, as its server.
# Runs on a control plane. Exits with 1 if this host is not a control plane of the cluster CLUSTER_NAME.
if [ "$(read_state cluster)" != "$CLUSTER_NAME" ] || [ "$(read_state stage)" != joined ] || [ ! -e "$admin_kubeconfig" ]; then exit 1; fi
sed "s|^\( *server: \).*|\1https://${ENDPOINT:-$SELF_ADDRESS:6443}|" "$admin_kubeconfig"
