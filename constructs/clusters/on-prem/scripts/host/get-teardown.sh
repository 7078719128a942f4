# shellcheck shell=bash
# Prints `teardown` if this host is marked for a teardown of the whole cluster. Runs on any host.
if [ -e /etc/plinth/teardown ]; then echo teardown; fi
