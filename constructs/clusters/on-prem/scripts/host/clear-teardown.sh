# shellcheck shell=bash
# Removes the teardown mark from this host. Runs on any host. Reads CLUSTER_IDENTITY; does nothing on a host of another cluster.
if [ "$(read_state identity)" = "$CLUSTER_IDENTITY" ]; then rm -f /etc/plinth/teardown; fi
