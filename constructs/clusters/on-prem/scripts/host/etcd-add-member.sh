# shellcheck shell=bash
# Adds the host NAME to etcd as a learner, without a vote until it has all data; etcd accepts one learner at a time.
# Runs on a healthy etcd host. Reads STAGE, the stage of the host NAME: a member that has joined is never replaced. Prints
# `INITIAL_CLUSTER CA`: the members for the option initial-cluster of etcd, and the CA with its key (base64 tar archive).
remove_stale_etcd_members
deadline=$(($(date +%s) + 900))
until output=$(etcdctl member add "$NAME" --learner --peer-urls "https://$(url_host "$ADDRESS"):2380" 2>&1); do
  if [ "$(date +%s)" -gt "$deadline" ]; then fail "etcd rejects it as a member: $(grep -v '^ctr: ' <<<"$output" | tail -n 1)"; fi
  sleep 3
done
initial_cluster=$(sed -n 's/^ETCD_INITIAL_CLUSTER="\(.*\)"$/\1/p' <<<"$output")
echo "$initial_cluster $(tar --create --directory /etc/kubernetes/pki etcd/ca.crt etcd/ca.key | base64 --wrap 0)"
