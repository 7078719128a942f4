# shellcheck shell=bash
# Prints the state of this host: `STAGE IDENTITY CLUSTER NAME ADDRESS ROLE WRITTEN`, with `-` for what is unknown, and, if it is marked,
# `teardown`. Runs on any host. During a join or an initialization it waits for the end of the script that runs it.
case $(read_state stage) in initializing | joining) lock_host ;; esac
echo "$(print_state)$(if [ -e /etc/plinth/teardown ]; then echo ' teardown'; fi)"
