import { z } from 'zod';
import { port } from '../schema/field-types';

/** Schema of the protocol on a port. */
export const protocolSchema = z.enum(['http', 'grpc', 'tcp', 'udp']);

/** Name of a port (IANA_SVC_NAME), as Kubernetes requires it for ports of containers. */
const portName = z
  .string()
  .regex(
    /^(?=.{1,15}$)(?=.*[a-z])[a-z0-9]+(-[a-z0-9]+)*$/,
    'must be the name of a port: write at most 15 lower-case letters, digits and single hyphens, with at least one letter',
  );

/** Schema of the further ports of an application. */
export const portsSchema = z
  .record(
    portName,
    z.union([
      port,
      z.strictObject({
        port: port.describe('container port'),
        protocol: protocolSchema.default('tcp').describe('protocol on the port'),
        servicePort: port.optional().describe('port of the Service; @default the container port'),
      }),
    ]),
  )
  .meta({ examples: [{ admin: 9000 }] })
  .describe('further ports of the container and the Service by name: port numbers (TCP), or objects; @default none');

/** Port of an application. */
export interface ApplicationPort {
  /** Name in the container and in the Service. */
  readonly name: string;
  /** Container port. */
  readonly port: number;
  readonly protocol: z.output<typeof protocolSchema>;
  readonly servicePort: number;
  readonly transport: 'TCP' | 'UDP';
}

/** Options that determine the ports of an application. */
interface PortOptions {
  readonly port: number | 'none';
  readonly protocol: ApplicationPort['protocol'];
  readonly servicePort: number;
  readonly ports?: z.output<typeof portsSchema> | undefined;
}

/** Returns the main port of an application, whose name is its protocol; undefined for `port: none`. */
export function mainPort({ port: number, protocol, servicePort }: PortOptions): ApplicationPort | undefined {
  if (number === 'none') return undefined;
  return { name: protocol, port: number, protocol, servicePort, transport: transportProtocol(protocol) };
}

/** Lists the ports of an application, the main port first. */
export function listPorts(options: PortOptions): readonly ApplicationPort[] {
  const main = mainPort(options);
  return [
    ...(main ? [main] : []),
    ...Object.entries(options.ports ?? {}).map(([name, value]): ApplicationPort => {
      const further = typeof value === 'number' ? { port: value, protocol: 'tcp' as const, servicePort: value } : value;
      const { protocol, servicePort = further.port } = further;
      return { name, port: further.port, protocol, servicePort, transport: transportProtocol(protocol) };
    }),
  ];
}

function transportProtocol(protocol: ApplicationPort['protocol']): 'TCP' | 'UDP' {
  return protocol === 'udp' ? 'UDP' : 'TCP';
}
