#!/usr/bin/env bash
# Deletes the kubeconfig that fetch-kubeconfig.sh wrote on this machine.
# Runs locally, when the cluster is destroyed. Reads KUBECONFIG_FILE, the path of the file.
. "$(dirname "$0")/lib.sh"

rm -f "$KUBECONFIG_FILE"
