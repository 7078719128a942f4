#!/usr/bin/env bash
# Takes the kubeconfig away that an apply on this machine wrote.
. "$(dirname "$0")/lib.sh"

rm -f "$KUBECONFIG_FILE"
