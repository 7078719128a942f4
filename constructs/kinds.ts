import { existing } from './clusters/existing';
import { flannel, grafana, loki, metricsServer, nodeExporter, ory, prometheus } from './components';

/** Every kind that Plinth brings. A platform with kinds of its own says `language([...kinds, mine])`. */
export const kinds = [existing, flannel, grafana, loki, metricsServer, nodeExporter, ory, prometheus] as const;
