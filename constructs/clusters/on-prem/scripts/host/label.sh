# shellcheck shell=bash
# Gives nodes the labels and taints of the description, and takes those away that an earlier one gave them.
# TICKET has a line for each node: name, labels (a=b,c=d), taints (a=b:Effect,…), with tabs between; - stands for none.
words() {
  if [ "$1" != - ]; then tr ',' '\n' <<<"$1"; fi
}
# gone EARLIER NOW: the keys of the first list that the second has not.
gone() {
  comm -23 <(words "$1" | sed 's/:.*//; s/=.*//' | sort -u) <(words "$2" | sed 's/:.*//; s/=.*//' | sort -u)
}
while IFS=$'\t' read -r node labels taints; do
  if ! earlier=$(kube get node "$node" --output 'jsonpath={.metadata.annotations.plinth\.dev/labels}{"\t"}{.metadata.annotations.plinth\.dev/taints}' 2>/dev/null); then
    continue
  fi
  IFS=$'\t' read -r had_labels had_taints <<<"${earlier/#$'\t'/-$'\t'}"
  : "${had_labels:=-}" "${had_taints:=-}"
  if [ "$had_labels" = "$labels" ] && [ "$had_taints" = "$taints" ]; then continue; fi
  changes=()
  while read -r word; do if [ -n "$word" ]; then changes+=("$word"); fi; done <<<"$(words "$labels"; gone "$had_labels" "$labels" | sed 's/$/-/')"
  if [ "${#changes[@]}" -gt 0 ]; then kube label node "$node" --overwrite "${changes[@]}" >/dev/null; fi
  while read -r key; do
    if [ -n "$key" ]; then kube taint node "$node" "$key-" >/dev/null 2>&1 || true; fi
  done <<<"$(gone "$had_taints" "$taints")"
  changes=()
  while read -r word; do if [ -n "$word" ]; then changes+=("$word"); fi; done <<<"$(words "$taints")"
  if [ "${#changes[@]}" -gt 0 ]; then kube taint node "$node" --overwrite "${changes[@]}" >/dev/null; fi
  kube annotate node "$node" --overwrite "plinth.dev/labels=$labels" "plinth.dev/taints=$taints" >/dev/null
done <<<"$TICKET"
