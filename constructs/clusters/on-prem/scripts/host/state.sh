# shellcheck shell=bash
# Prints the state of this host: `STAGE CLUSTER_IDENTITY CLUSTER NAME ADDRESS ROLE WRITTEN`, with `-` for what is unknown.
# STAGE is none, prepared, initializing, joining or joined; CLUSTER_IDENTITY is the ID of the cluster in the Terraform state; WRITTEN is
# the time of the last change of the state. Runs on any host. While init.sh or join.sh runs on the host, waits until the script ends.
case $(read_state stage) in initializing | joining) lock_host ;; esac
print_state
