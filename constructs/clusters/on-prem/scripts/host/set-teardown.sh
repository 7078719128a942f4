# shellcheck shell=bash
# Notes that the whole cluster is to go, so that its hosts leave without waiting for each other.
if [ "$(read_state identity)" = "$IDENTITY" ]; then : >/etc/plinth/teardown; fi
