#!/bin/bash
# Initializes a cluster on this host with plain kubeadm. Run as root. usage: init.sh ADDRESS
set -euo pipefail
mkdir -p /etc/kubernetes
cat >/etc/kubernetes/kubeadm.yaml <<X
apiVersion: kubeadm.k8s.io/v1beta4
kind: InitConfiguration
localAPIEndpoint: {advertiseAddress: "$1"}
nodeRegistration: {ignorePreflightErrors: [SystemVerification]}
---
apiVersion: kubeadm.k8s.io/v1beta4
kind: ClusterConfiguration
kubernetesVersion: v1.36.3
networking: {podSubnet: 10.244.0.0/16}
---
# Lab hosts cannot change the conntrack limit, which is global to the kernel.
apiVersion: kubeproxy.config.k8s.io/v1alpha1
kind: KubeProxyConfiguration
conntrack: {maxPerCore: 0}
X
kubeadm init --config /etc/kubernetes/kubeadm.yaml
