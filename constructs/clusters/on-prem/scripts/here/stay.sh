#!/usr/bin/env bash
# Takes back what teardown.sh noted: the cluster is to stay.
. "$(dirname "$0")/start.sh"

rm -f "$scripts/../torn-down"
note unmark
