#!/bin/bash
# Starts one host: joins its cgroups, then makes its namespaces and hands over to host-init.sh.
# usage: host-start.sh HOST_FOLDER LAYERS NAME ADDRESS GATEWAY   (HOST_FOLDER/cgroups: a line "hierarchy path" for each)
set -euo pipefail
folder=$1
while read -r _ path; do
  echo $$ >"$path/cgroup.procs"
done <"$folder/cgroups"
exec unshare --mount --pid --uts --ipc --net --cgroup --fork --kill-child --propagation private \
  "$(dirname "$(readlink -f "$0")")/host-init.sh" "$@"
