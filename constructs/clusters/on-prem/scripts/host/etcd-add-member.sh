# shellcheck shell=bash
# Lets another host into etcd, as a learner that has no vote before it has all data: of these etcd itself lets in one at a
# time. Says what the host needs: the members, and the authority that signs their certificates.
member_id=$(etcd_member_id "$NAME" "$ADDRESS")
if [ -n "$member_id" ]; then
  log 'forgets what an earlier try, or an earlier host by that name, left in etcd'
  require_etcd_quorum "$member_id"
  remove_etcd_member "$member_id"
fi
deadline=$(($(date +%s) + 900))
until output=$(etcdctl member add "$NAME" --learner --peer-urls "https://$(url_host "$ADDRESS"):2380" 2>&1); do
  if [ "$(date +%s)" -gt "$deadline" ]; then fail "etcd does not let it in: $(grep -v '^ctr: ' <<<"$output" | tail -n 1)"; fi
  sleep 3
done
initial_cluster=$(sed -n 's/^ETCD_INITIAL_CLUSTER="\(.*\)"$/\1/p' <<<"$output")
echo "$initial_cluster $(tar --create --directory /etc/kubernetes/pki etcd/ca.crt etcd/ca.key | base64 --wrap 0)"
