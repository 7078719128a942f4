#!/usr/bin/env bash
# Sees to it that the cluster runs the described version. It does not upgrade: it says what runs there, and stops.
. "$(dirname "$0")/lib.sh"

control_plane=$(find_healthy_control_plane none) || fail 'no control plane answers'
on_host "$control_plane" verify-version
