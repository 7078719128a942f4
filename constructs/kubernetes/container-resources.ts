/** What a container asks for, and how much memory it may have: CPU is shared by request, so it has no limit. */
export function containerResources(cpu: string, memory: string, memoryLimit: string) {
  return { requests: { cpu, memory }, limits: { memory: memoryLimit } };
}
