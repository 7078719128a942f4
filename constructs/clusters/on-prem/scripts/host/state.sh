# shellcheck shell=bash
# Prints the state of this host: `STAGE IDENTITY CLUSTER NAME ADDRESS ROLE WRITTEN`, with `-` for what is unknown, and then `teardown`
# if the whole cluster is being torn down. STAGE is none, prepared, initializing, joining or joined. Runs on any host. During a join or an initialization it waits for the end of the script that runs it.
case $(read_state stage) in initializing | joining) lock_host ;; esac
echo "$(print_state)$(if [ -e /etc/plinth/teardown ]; then echo ' teardown'; fi)"
