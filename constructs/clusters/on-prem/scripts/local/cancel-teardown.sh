#!/usr/bin/env bash
# Takes back what begin-teardown.sh noted: the cluster is to stay.
. "$(dirname "$0")/lib.sh"

rm -f "$scripts/../teardown"
run_everywhere clear-teardown
