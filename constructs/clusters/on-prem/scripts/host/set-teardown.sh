# shellcheck shell=bash
# Marks this host for a teardown of the whole cluster: its removal then neither drains it nor waits for other hosts.
# Runs on any host. Reads CLUSTER_IDENTITY; does nothing on a host of another cluster.
if [ "$(read_state identity)" = "$CLUSTER_IDENTITY" ]; then : >/etc/plinth/teardown; fi
