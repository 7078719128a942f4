# shellcheck shell=bash
# Lets another host into etcd, as a learner that has no vote before it has all data: of these etcd itself lets in one at a
# time. Says what the host needs: the members, and the authority that signs their certificates.
old=$(member_of "$NAME" "$ADDRESS")
if [ -n "$old" ]; then
  say 'forgets what an earlier try, or an earlier host by that name, left in etcd'
  spared "$old"
  remove_member "$old"
fi
end=$(($(date +%s) + 900))
until said=$(etcdctl member add "$NAME" --learner --peer-urls "https://$(in_url "$ADDRESS"):2380" 2>&1); do
  if [ "$(date +%s)" -gt "$end" ]; then fail "etcd does not let it in: $(grep -v '^ctr: ' <<<"$said" | tail -n 1)"; fi
  sleep 3
done
members=$(sed -n 's/^ETCD_INITIAL_CLUSTER="\(.*\)"$/\1/p' <<<"$said")
echo "$members $(tar --create --directory /etc/kubernetes/pki etcd/ca.crt etcd/ca.key | base64 --wrap 0)"
