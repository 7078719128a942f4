#!/usr/bin/env bash
# Stands for ssh: says what the file $ANSWERS/ADDRESS.STEP holds, and notes every step of every host in $ANSWERS/asked.
# A host with a file $ANSWERS/ADDRESS.fails is not let in: that file is what ssh says. With ADDRESS.STEP.fails a step fails.
while [ "$1" != -- ]; do shift; done
address=$2
if [ -e "$ANSWERS/$address.fails" ]; then
  cat "$ANSWERS/$address.fails" >&2
  exit 255
fi
script=$(cat)
for file in "$STEPS"/*.sh; do
  step=${file##*/}
  step=${step%.sh}
  { read -r _ && IFS= read -r purpose; } <"$file"
  if [ "$step" != lib ] && [[ $script == *"$purpose"* ]]; then
    echo "$address $step" >>"$ANSWERS/asked"
    if [ -e "$ANSWERS/$address.$step" ]; then cat "$ANSWERS/$address.$step"; fi
    if [ -e "$ANSWERS/$address.$step.fails" ]; then exit 1; fi
  fi
done
exit 0
