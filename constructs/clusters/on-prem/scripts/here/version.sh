#!/usr/bin/env bash
# Sees to it that the cluster runs the described version. It does not upgrade: it says what runs there, and stops.
. "$(dirname "$0")/start.sh"

via=$(living_control_plane none) || fail 'no control plane answers'
on_host "$via" version
