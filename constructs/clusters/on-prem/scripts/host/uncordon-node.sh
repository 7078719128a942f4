# shellcheck shell=bash
# Waits until the node NAME is Ready with KUBERNETES_VERSION, and makes it schedulable again, unless it was cordoned before its upgrade.
# Runs on a control plane. Reads UPGRADE_RESULT: after `failed`, does not wait for the version; the node stays cordoned if it is not Ready.
# read_node: reads the version, the condition Ready and the annotation of the node.
read_node() {
  local output
  output=$(kube_retry get node "$NAME" --output 'jsonpath={.status.nodeInfo.kubeletVersion}|{.status.conditions[?(@.type=="Ready")].status}|{.metadata.annotations.plinth\.dev/before-upgrade}')
  IFS='|' read -r version ready before_upgrade <<<"$output"
}
if [ "$UPGRADE_RESULT" = failed ]; then
  read_node
  if [ -z "$before_upgrade" ]; then exit; fi
  if [ "$ready" != True ]; then
    log 'is not Ready, and stays cordoned'
    exit
  fi
else
  for _ in $(seq 60); do
    read_node
    if [ "$version" = "v$KUBERNETES_VERSION" ] && [ "$ready" = True ]; then break; fi
    sleep 3
  done
  if [ "$version" != "v$KUBERNETES_VERSION" ] || [ "$ready" != True ]; then
    fail "is not Ready with Kubernetes $KUBERNETES_VERSION after three minutes (version ${version#v}, Ready: $ready): see journalctl -u kubelet on $ADDRESS"
  fi
fi
if [ "$before_upgrade" = schedulable ]; then kube_retry uncordon "$NAME" >/dev/null; fi
if [ -n "$before_upgrade" ]; then kube_retry annotate node "$NAME" plinth.dev/before-upgrade- >/dev/null; fi
if [ "$UPGRADE_RESULT" = failed ]; then log "is schedulable again, with Kubernetes ${version#v}"; fi
