#!/usr/bin/env bash
# Checks all hosts, tells everything that was found at once, and only then prepares them all, side by side.
. "$(dirname "$0")/start.sh"

results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

# on_all STEP…: runs steps on every host, twenty at a time; what each printed is in $results/NAME.
on_all() {
  local name why
  while read -r name _; do
    (
      about "$name"
      if ! on_host "$ADDRESS" "$@" >"$results/$name" 2>"$results/$name.err"; then
        why=$(trouble "$ADDRESS")
        if [ -n "$why" ]; then echo "${why#down: }"; else cat "$results/$name.err"; fi >>"$results/$name"
        : >"$results/$name.failed"
      fi
    ) </dev/null &
    begun $!
  done <<<"$(all_hosts)"
  ended
}

TICKET=$(date +%s)
on_all check
found=0
while read -r name address; do
  while IFS= read -r line || [ -n "$line" ]; do
    case $line in
      'machine-id '*) echo "${line#machine-id }" >"$results/$name.id" ;;
      '') ;;
      *)
        printf '%s (%s): %s\n' "$name" "$address" "$line"
        found=$((found + 1)) ;;
    esac
  done <"$results/$name"
done <<<"$(all_hosts)"
for id in $(cat "$results"/*.id 2>/dev/null | sort | uniq -d); do
  same=$(grep -lx "$id" "$results"/*.id | sed 's|.*/||; s|\.id$||' | tr '\n' ' ')
  echo "${same}have the same /etc/machine-id: they are copies of one host, and need one each: rm /etc/machine-id && systemd-machine-id-setup"
  found=$((found + 1))
done
if [ "$found" -gt 0 ]; then fail "$found findings; nothing was changed on any host"; fi
say "$(all_hosts | wc -l | tr -d ' ') hosts are fit"

rm -f "$results"/*
on_all prepare programs runtime images kubelet endpoint
failed=("$results"/*.failed)
if [ -e "${failed[0]}" ]; then
  for file in "${failed[@]}"; do
    name=$(basename "$file" .failed)
    sed "s/^/$name: /" "$results/$name"
  done
  fail "${#failed[@]} hosts could not be prepared; apply again when that is mended"
fi
say 'all hosts are prepared'
