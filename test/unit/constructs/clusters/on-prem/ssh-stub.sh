#!/usr/bin/env bash
# Replaces ssh in tests. Appends `ADDRESS SCRIPT` to $ANSWERS/executed for each script of host/ that it receives, in their order, and
# prints the content of $ANSWERS/ADDRESS.SCRIPT; saves its input in $ANSWERS/ADDRESS.SCRIPT.input. The file ADDRESS.SCRIPT.stderr is its
# standard error. With a file ADDRESS.SCRIPT.fails, that script fails with this standard error; with a file ADDRESS.fails, the login
# fails, and that file is the error of ssh. A script is recognized by its second line, so that line must be unique.
while [ "$1" != -- ]; do shift; done
address=$2
if [ -e "$ANSWERS/$address.fails" ]; then
  cat "$ANSWERS/$address.fails" >&2
  exit 255
fi
input=$(cat)
received=()
for file in "$HOST_SCRIPTS"/*.sh; do
  script=${file##*/}
  script=${script%.sh}
  { read -r _ && IFS= read -r second_line; } <"$file"
  if [[ $script != lib* && $input == *"$second_line"* ]]; then
    received+=("$(grep --line-number --max-count 1 --fixed-strings -- "$second_line" <<<"$input" | cut -d: -f1) $script")
  fi
done
while read -r _ script; do
  if [ -z "$script" ]; then continue; fi
  echo "$address $script" >>"$ANSWERS/executed"
  printf '%s' "$input" >"$ANSWERS/$address.$script.input"
  if [ -e "$ANSWERS/$address.$script.stderr" ]; then cat "$ANSWERS/$address.$script.stderr" >&2; fi
  if [ -e "$ANSWERS/$address.$script" ]; then cat "$ANSWERS/$address.$script"; fi
  if [ -e "$ANSWERS/$address.$script.fails" ]; then
    cat "$ANSWERS/$address.$script.fails" >&2
    exit 1
  fi
done <<<"$(printf '%s\n' ${received[@]+"${received[@]}"} | sort --numeric-sort)"
exit 0
