# shellcheck shell=bash
# Removes the teardown mark from this host. Runs on any host.
rm -f /etc/plinth/teardown
