import { z } from 'zod';
import { nameSchema } from '../schema/json-schema';
import { int32, nonEmptyList, port } from '../schema/field-types';
import { absolutePath } from './absolute-path';

const timing = {
  initialDelaySeconds: int32.min(0).default(0).describe('delay in seconds before the first probe'),
  periodSeconds: int32.min(1).default(10).describe('interval of the probe in seconds'),
  timeoutSeconds: int32.min(1).default(1).describe('timeout of the probe in seconds'),
  failureThreshold: int32.min(1).default(3).describe('consecutive failures after which the probe has failed'),
};

const probePort = port.optional().describe('port of the probe; @default the container port');

/**
 * Schema of a probe: an HTTP request, a command, a gRPC health check or a TCP connection.
 * @see https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/
 */
export const probeSchema = z.union([
  z.strictObject({
    path: absolutePath.meta({ examples: ['/healthz'] }).describe('HTTP path; status codes from 200 to 399 are success'),
    port: probePort,
    headers: z
      .record(z.string().regex(/^[A-Za-z0-9-]+$/, 'must be an HTTP header: write letters, digits and -'), z.string())
      .optional()
      .meta({ examples: [{ Host: 'shop.acme.example' }] })
      .describe('HTTP headers of the request by name; @default none'),
    ...timing,
  }),
  z.strictObject({
    command: nonEmptyList(z.string())
      .meta({ examples: [['pg_isready']] })
      .describe('command in the container; exit code 0 is success'),
    ...timing,
  }),
  z.strictObject({
    grpc: z
      .union([z.literal(true), z.string().min(1)])
      .describe('true, or the name of a service, for the gRPC health checking protocol'),
    port: probePort,
    ...timing,
  }),
  z.strictObject({
    tcp: z.literal(true).describe('true: a TCP connection to the port is success'),
    port: probePort,
    ...timing,
  }),
]);
nameSchema('Probe', probeSchema);

/** Probe of a container, defaults filled. */
export type Probe = Readonly<z.output<typeof probeSchema>>;
