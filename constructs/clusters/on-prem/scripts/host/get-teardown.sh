# shellcheck shell=bash
# Says `teardown` where the whole cluster is to go.
if [ -e /etc/plinth/teardown ]; then echo teardown; fi
