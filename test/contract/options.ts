/**
 * Options under which each kind is put through the contract; together they set every option that becomes a value. A
 * kind without an entry is tried with none.
 */
export const optionSets: Readonly<Record<string, readonly Readonly<Record<string, unknown>>[]>> = {
  flannel: [{}, { backend: 'wireguard', mtu: 1380 }, { networkPolicy: false }],
};
