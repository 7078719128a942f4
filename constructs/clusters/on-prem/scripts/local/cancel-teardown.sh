#!/usr/bin/env bash
# Removes the marks that begin-teardown.sh left, when the cluster is applied again.
# Runs locally, at creation of the resource `teardown`. Reads CLUSTER_IDENTITY. Unreachable hosts are skipped.
. "$(dirname "$0")/lib.sh"

rm -f "$scripts/../teardown"
run_everywhere clear-teardown
