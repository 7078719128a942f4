#!/bin/bash
# Starts a host: joins its cgroups, creates its namespaces and executes host-init.sh.
# usage: host-start.sh HOST_FOLDER LAYERS NAME ADDRESS GATEWAY   (HOST_FOLDER/cgroups: a line "hierarchy path" per cgroup)
set -euo pipefail
folder=$1
while read -r _ path; do
  echo $$ >"$path/cgroup.procs"
done <"$folder/cgroups"
exec unshare --mount --pid --uts --ipc --net --cgroup --fork --kill-child --propagation private \
  "$(dirname "$(readlink -f "$0")")/host-init.sh" "$@"
