# shellcheck shell=bash
# Records that this host is a member of the cluster.
alone
keep member
