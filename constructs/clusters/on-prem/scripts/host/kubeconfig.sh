# shellcheck shell=bash
# Prints the administrator's kubeconfig, with the address that the cluster is reached at from outside.
if [ "$(recorded cluster)" != "$CLUSTER" ] || [ "$(recorded stage)" != member ] || [ ! -e "$admin" ]; then exit 1; fi
sed "s|^\( *server: \).*|\1https://${ENDPOINT:-$HOST_ADDRESS:6443}|" "$admin"
