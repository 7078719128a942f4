#!/usr/bin/env bash
# Notes here and on every host that the whole cluster is to go; hosts that are off do not matter.
. "$(dirname "$0")/start.sh"

echo "$IDENTITY" >"$scripts/../torn-down"
note mark
