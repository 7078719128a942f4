#!/usr/bin/env bash
# Stands for ssh: says what the file $ANSWERS/ADDRESS.STEP holds, and notes every step of every host in $ANSWERS/asked.
# A host with a file $ANSWERS/ADDRESS.fails is not let in: that file is what ssh says.
while [ "$1" != -- ]; do shift; done
address=$2
if [ -e "$ANSWERS/$address.fails" ]; then
  cat "$ANSWERS/$address.fails" >&2
  exit 255
fi
script=$(cat)
for file in "$STEPS"/*.sh; do
  step=$(basename "$file" .sh)
  if [ "$step" != start ] && [[ $script == *"$(sed -n 2p "$file")"* ]]; then
    echo "$address $step" >>"$ANSWERS/asked"
    cat "$ANSWERS/$address.$step" 2>/dev/null
  fi
done
exit 0
