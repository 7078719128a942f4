import { resolveExportAddress, type ExportOptions, type Exports } from './export-options';

/** Returns the identifier of the exporter to a destination. */
export function exporterId(name: string, { protocol }: ExportOptions): string {
  return `${{ otlp: 'otlp', 'otlp-http': 'otlphttp', syslog: 'syslog' }[protocol]}/${name}`;
}

/** Returns the configuration of the exporter to a destination. */
export function renderExporter(name: string, target: ExportOptions): Readonly<Record<string, unknown>> {
  const { scheme, host, port, path } = resolveExportAddress(target);
  const isEncrypted = scheme === 'https' || scheme === 'tls';
  const tls = {
    ...(isEncrypted ? {} : { insecure: true }),
    ...(target.ca === undefined ? {} : { ca_file: `${caFolder(name)}/ca.crt` }),
  };
  const common = Object.keys(tls).length === 0 ? {} : { tls };
  if (target.protocol === 'syslog') return { endpoint: host, port, network: 'tcp', protocol: 'rfc5424', ...common };
  const headers = Object.fromEntries(
    Object.keys(target.headers).map((header) => [header, `\${env:${headerVariable(name, header)}}`]),
  );
  return {
    endpoint: target.protocol === 'otlp' ? `${host}:${port}` : `${scheme}://${host}:${port}${path}`,
    ...common,
    ...(Object.keys(headers).length === 0 ? {} : { headers }),
  };
}

/** Returns the variables and volumes by which a collector gets the headers and CA certificates of destinations. */
export function renderExportCredentials(exports: Exports) {
  const authorities = Object.entries(exports).flatMap(([name, { ca }]) => (ca === undefined ? [] : [{ name, ...ca }]));
  return {
    env: Object.entries(exports).flatMap(([name, { headers }]) =>
      Object.entries(headers).map(([header, { secret, key }]) => ({
        name: headerVariable(name, header),
        valueFrom: { secretKeyRef: { name: secret, key } },
      })),
    ),
    volumes: authorities.map(({ name, secret, key }) => ({
      name: `ca-${name}`,
      secret: { secretName: secret, items: [{ key, path: 'ca.crt' }] },
    })),
    volumeMounts: authorities.map(({ name }) => ({ name: `ca-${name}`, mountPath: caFolder(name), readOnly: true })),
  };
}

/** Lists the ports of destinations. */
export function listExportPorts(exports: Exports): readonly number[] {
  return Object.values(exports).map((target) => resolveExportAddress(target).port);
}

function caFolder(name: string): string {
  return `/etc/telemetry/${name}`;
}

/** Returns the environment variable with the value of a header. Names of exports and headers contain no underscore. */
function headerVariable(name: string, header: string): string {
  return `EXPORT_${name}__${header}`.toUpperCase().replaceAll('-', '_');
}
