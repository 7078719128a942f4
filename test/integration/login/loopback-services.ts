/**
 * Ports on loopback that stand for the Services of all clusters. A port is assigned when a Service is used for the first
 * time.
 */
export class LoopbackServices {
  private readonly ports = new Map<string, number>();

  /**
   * @param firstPort first of the ports that are assigned
   * @param namespaces namespaces whose Services have ports
   */
  constructor(
    private readonly firstPort: number,
    private readonly namespaces: readonly string[],
  ) {}

  portOf(cluster: string, namespace: string, service: string): number {
    const key = `${cluster}/${namespace}/${service}`;
    const port = this.ports.get(key) ?? this.firstPort + this.ports.size;
    this.ports.set(key, port);
    return port;
  }

  urlOf(cluster: string, namespace: string, service: string): string {
    return `http://127.0.0.1:${this.portOf(cluster, namespace, service)}`;
  }

  /** Replaces the DNS names and ports of Services in a text, such as a configuration file. */
  translate(cluster: string, text: string): string {
    return text.replace(
      /http:\/\/([a-z0-9-]+)\.([a-z0-9-]+)(?:\.svc(?:\.[a-z0-9.-]+)?)?(?::\d+)?(?![a-z0-9.:-])/g,
      (url: string, service: string, namespace: string) =>
        this.namespaces.includes(namespace) ? this.urlOf(cluster, namespace, service) : url,
    );
  }
}
