# shellcheck shell=bash
# Fails if the cluster was created with other address ranges, cluster domain or endpoint than the definition, since these cannot be
# changed.
# Runs on a control plane. Reads CLUSTER_CONFIGURATION, the defined configuration of kubeadm. Changes nothing.
existing=$(kube get configmap kubeadm-config --namespace kube-system --output 'jsonpath={.data.ClusterConfiguration}')
# configuration_field FIELD CONFIGURATION: prints a field of a ClusterConfiguration.
configuration_field() {
  sed -n "s/^ *$1: *//p" <<<"$2" | tr -d "\"'"
}
while read -r field option; do
  value=$(configuration_field "$field" "$existing")
  defined=$(configuration_field "$field" "$CLUSTER_CONFIGURATION")
  if [ "$value" != "$defined" ]; then
    case $option in
      endpoint) fix=${value:+write an endpoint with the address and port $value} ;;
      *) fix="write $option: '${value%%,*}'$(if [[ $value == *,* ]]; then echo " and dualStack.$option: '${value#*,}'"; fi)" ;;
    esac
    log "clusters.$CLUSTER_NAME.$option is ${defined:-not set}: the cluster was created with ${value:-none}, which cannot be changed; ${fix:-remove it}"
    differs=yes
  fi
done <<X
podSubnet podCidr
serviceSubnet serviceCidr
dnsDomain clusterDomain
controlPlaneEndpoint endpoint
X
if [ -n "${differs-}" ]; then fail 'the definition differs from the existing cluster: nothing was changed'; fi
