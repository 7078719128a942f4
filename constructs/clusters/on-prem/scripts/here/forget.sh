#!/usr/bin/env bash
# Takes the kubeconfig away that an apply on this machine wrote.
. "$(dirname "$0")/start.sh"

rm -f "$FILE"
