import { existing } from './clusters/existing';
import { onPrem } from './clusters/on-prem';
import * as components from './components';

/** All built-in cluster and component kinds. To add your own, use `language([...kinds, myKind])`. */
export const kinds = [
  existing,
  onPrem,
  components.argoCd,
  components.calico,
  components.certManager,
  components.cilium,
  components.cloudNativePg,
  components.coreDns,
  components.dex,
  components.elasticsearch,
  components.externalSecrets,
  components.flannel,
  components.fluentBit,
  components.fluentd,
  components.grafana,
  components.influxDb,
  components.kibana,
  components.localPath,
  components.loki,
  components.longhorn,
  components.metallb,
  components.metricsServer,
  components.nginx,
  components.nodeExporter,
  components.oidcIssuer,
  components.openBao,
  components.ory,
  components.prometheus,
  components.rook,
  components.telegraf,
  components.traefik,
  components.valkey,
] as const;
