# shellcheck shell=bash
# Approves the request of the kubelet of the host NAME for a serving certificate. Runs on a control plane, after the host has joined.
wait_serving_certificate
