/**
 * Labels of the pods of NodeLocal DNSCache, to which GKE Dataplane V2 redirects the DNS queries of pods.
 * @see https://cloud.google.com/kubernetes-engine/docs/how-to/nodelocal-dns-cache
 */
export const nodeDnsCacheLabels = { 'k8s-app': 'node-local-dns' };
