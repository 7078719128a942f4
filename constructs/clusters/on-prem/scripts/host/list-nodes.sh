# shellcheck shell=bash
# Prints `NODE VERSION READY BEFORE_UPGRADE` of every node (see list_nodes in lib-versions.sh). Runs on a control plane.
list_nodes
