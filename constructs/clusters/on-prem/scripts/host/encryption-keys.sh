# shellcheck shell=bash
# Prints the keys that encrypt the Secrets of the cluster (base64 of the lines of /etc/kubernetes/encryption/keys); nothing if there are none.
# Runs on a control plane. Its output is secret.
if [ -e "$encryption_dir/keys" ]; then base64 --wrap 0 "$encryption_dir/keys"; fi
