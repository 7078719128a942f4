# shellcheck shell=bash
# Sets the defined labels and taints of all nodes, and removes those that an earlier definition set.
# Runs on a control plane. Reads NODE_LABELS_TABLE, a line per node with fields separated by tabs: name, labels (a=b,c=d), taints
# (a=b:Effect,…); `-` is an empty field. What was set is recorded in the annotations plinth.dev/labels and plinth.dev/taints.
# split_list LIST: prints the items of a comma-separated list, one per line.
split_list() {
  if [ "$1" != - ]; then tr ',' '\n' <<<"$1"; fi
}
# removed_keys PREVIOUS CURRENT: prints the keys of the first list that are not in the second.
removed_keys() {
  comm -23 <(split_list "$1" | sed 's/:.*//; s/=.*//' | sort -u) <(split_list "$2" | sed 's/:.*//; s/=.*//' | sort -u)
}
while IFS=$'\t' read -r node labels taints; do
  if ! previous=$(kube get node "$node" --output 'jsonpath={.metadata.annotations.plinth\.dev/labels}{"\t"}{.metadata.annotations.plinth\.dev/taints}' 2>/dev/null); then
    continue
  fi
  IFS=$'\t' read -r previous_labels previous_taints <<<"${previous/#$'\t'/-$'\t'}"
  : "${previous_labels:=-}" "${previous_taints:=-}"
  if [ "$previous_labels" = "$labels" ] && [ "$previous_taints" = "$taints" ]; then continue; fi
  changes=()
  while read -r item; do if [ -n "$item" ]; then changes+=("$item"); fi; done <<<"$(split_list "$labels"; removed_keys "$previous_labels" "$labels" | sed 's/$/-/')"
  if [ "${#changes[@]}" -gt 0 ]; then kube label node "$node" --overwrite "${changes[@]}" >/dev/null; fi
  while read -r key; do
    if [ -n "$key" ]; then kube taint node "$node" "$key-" >/dev/null 2>&1 || true; fi
  done <<<"$(removed_keys "$previous_taints" "$taints")"
  changes=()
  while read -r item; do if [ -n "$item" ]; then changes+=("$item"); fi; done <<<"$(split_list "$taints")"
  if [ "${#changes[@]}" -gt 0 ]; then kube taint node "$node" --overwrite "${changes[@]}" >/dev/null; fi
  kube annotate node "$node" --overwrite "plinth.dev/labels=$labels" "plinth.dev/taints=$taints" >/dev/null
done <<<"$NODE_LABELS_TABLE"
