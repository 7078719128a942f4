/** Digests of charts and images, `sha256:` and 64 hex digits each, as the registries had them at the last `plinth pin`. */
export interface Pins {
  /** By repository, name and version: `https://traefik.github.io/charts/traefik:41.3.0`. */
  readonly charts: Readonly<Record<string, string>>;
  /** By image with tag: `docker.io/library/traefik:v3.7.15`. */
  readonly images: Readonly<Record<string, string>>;
}
