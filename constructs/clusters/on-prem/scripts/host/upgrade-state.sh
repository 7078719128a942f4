# shellcheck shell=bash
# Prints the version of the kubelet of this host, and `incomplete` if an upgrade of this host was interrupted. Runs on any host.
echo "$(installed_kubelet_version) $(if [ -e "$upgrade_file" ]; then echo incomplete; fi)"
