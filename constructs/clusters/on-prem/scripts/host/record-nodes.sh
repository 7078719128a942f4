# shellcheck shell=bash
# Records the addresses of nodes, for the approval of their certificates. Runs on a control plane. Reads NODE_ADDRESSES, lines with name and
# address.
while read -r NAME ADDRESS; do
  if [ -n "$NAME" ]; then record_node; fi
done <<<"$NODE_ADDRESSES"
NAME=
