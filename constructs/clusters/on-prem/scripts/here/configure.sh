#!/usr/bin/env bash
# Rolls the settings of Kubernetes itself out where the standing cluster has others: the API servers one after another, then
# the kubelets, the first of them alone. What does not come up with them gets its earlier ones back, and nothing goes on.
. "$(dirname "$0")/start.sh"

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

# roll STEP: runs a step on the host that it is about, and notes how that ended.
roll() {
  local why
  if on_host "$ADDRESS" "$1" </dev/null; then return; fi
  why=$(trouble "$ADDRESS")
  case $why in
    down*) : >"$results/$NAME.silent" ;;
    *)
      say "${why:-has its earlier settings again}"
      : >"$results/$NAME.failed" ;;
  esac
}

# noted HOW: the hosts whose last step ended like that.
noted() {
  find "$results" -name "*.$1" -exec basename {} ".$1" \; | sort | paste -sd' ' -
}

# stop_where_refused: goes no further once a host did not take its settings.
stop_where_refused() {
  if [ -z "$(noted failed)" ]; then return; fi
  NAME=
  fail "the settings were not taken by $(noted failed); other hosts may have them already: mend the description, and apply again"
}

via=$(living_control_plane none) || fail 'no control plane answers'
if [ "$(on_host "$via" version configured)" = "$CONFIGURATION" ]; then exit; fi
# Until all have them the cluster has none for certain, so that the next try goes to every host, whatever it brings.
TICKET=none
on_host "$via" configured >/dev/null
TICKET=''
first=''
while read -r name address; do
  about "$name"
  roll configure-api
  stop_where_refused
  if [ "$address" = "$via" ]; then first=$name; fi
done <<<"$CONTROL_PLANES"

about "$first"
on_host "$via" configure-cluster
roll configure-kubelet
stop_where_refused
while read -r name _; do
  if [ "$name" = "$first" ]; then continue; fi
  about "$name"
  roll configure-kubelet </dev/null &
  begun $!
done <<<"$(all_hosts)"
ended
stop_where_refused
NAME=
if [ -n "$(noted silent)" ]; then
  fail "$(noted silent) did not answer, and kept the earlier settings: bring them back, or take them out of the description, and apply again"
fi
TICKET=$CONFIGURATION
on_host "$via" configured
say 'has its new settings'
