# shellcheck shell=bash
# Prints the administrator's kubeconfig, with the address that the cluster is reached at from outside.
if [ "$(read_state cluster)" != "$CLUSTER_NAME" ] || [ "$(read_state stage)" != joined ] || [ ! -e "$admin_kubeconfig" ]; then exit 1; fi
sed "s|^\( *server: \).*|\1https://${ENDPOINT:-$SELF_ADDRESS:6443}|" "$admin_kubeconfig"
