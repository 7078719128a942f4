#!/bin/sh
# Runs the commands of plan-buckets.mjs in `weed shell`, and writes what SeaweedFS has then. Keys are in files in memory,
# and not in arguments.
set -u
cd "${WORK_FOLDER:-/work}" || exit
umask 077
while true; do
  if [ -f commands ]; then
    mv commands running
    "${WEED:-weed}" shell -master="$MASTER" -filer="$FILER" <running >output 2>errors || grep '^error' errors
    rm -f running output errors
  fi
  # A bucket above its limit becomes read-only, and one below it writable. The output of a failed run would be a state
  # without users.
  if printf 's3.bucket.quota.enforce -apply\ns3.bucket.list\ns3.configure\n' | "${WEED:-weed}" shell -master="$MASTER" -filer="$FILER" >state.tmp 2>errors; then
    mv state.tmp state
  else
    cat errors
  fi
  sleep "${INTERVAL_SECONDS:-15}"
done
