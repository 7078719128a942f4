# shellcheck shell=bash
# Says `torn-down` where the whole cluster is to go.
if [ -e /etc/plinth/torn-down ]; then echo torn-down; fi
