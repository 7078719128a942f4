/** Ranges in the rules of a subnet with private endpoints or API servers. */
export interface ConnectionRuleProps {
  /** Addresses of connections. */
  readonly connectedRanges: readonly string[];
  /** Ranges, in the network or in connected ones, whose clients reach the API servers and key vaults. */
  readonly apiClients: readonly string[];
  /** Range of the subnet, or `*`. */
  readonly destination: string;
  /** Priority of the rule of clients, before 150. */
  readonly clientPriority: number;
}

/** Returns the rules that let clients of the API pass, and deny the other addresses of connections. */
export function renderConnectionRules({
  connectedRanges,
  apiClients,
  destination,
  clientPriority,
}: ConnectionRuleProps) {
  const common = { direction: 'Inbound', sourcePortRange: '*', destinationAddressPrefix: destination };
  const clients = {
    ...common,
    name: 'api-clients',
    priority: clientPriority,
    access: 'Allow',
    protocol: 'Tcp',
    sourceAddressPrefixes: [...apiClients],
    destinationPortRange: '443',
  };
  const connections = {
    ...common,
    name: 'connections',
    priority: 150,
    access: 'Deny',
    protocol: '*',
    sourceAddressPrefixes: [...connectedRanges],
    destinationPortRange: '*',
  };
  return [...(apiClients.length === 0 ? [] : [clients]), ...(connectedRanges.length === 0 ? [] : [connections])];
}
