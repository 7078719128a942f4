import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { networkCommand } from '../../../../lab/network';
import type { ScenarioContext } from '../../../../lab/scenario';
import { waitFor } from '../../../../lab/wait-for';
import type { OnPremCluster } from '../terraform/cluster';

/** Port of the workload on every node. */
export const nodePort = 30080;

/** Deployment that loses no request while its pods move: a disruption budget, a probe, and time for connections to end. */
const manifests = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: available}
spec:
  replicas: 4
  selector: {matchLabels: {app: available}}
  template:
    metadata: {labels: {app: available}}
    spec:
      topologySpreadConstraints:
        - {maxSkew: 1, topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway, labelSelector: {matchLabels: {app: available}}}
      containers:
        - name: echo
          image: registry.lab.example/echo:1.0.0
          readinessProbe: {httpGet: {path: /isReady, port: 8080}, periodSeconds: 1, failureThreshold: 3, timeoutSeconds: 5}
          lifecycle: {preStop: {sleep: {seconds: 10}}}
---
apiVersion: policy/v1
kind: PodDisruptionBudget
metadata: {name: available}
spec: {minAvailable: 3, selector: {matchLabels: {app: available}}}
---
apiVersion: v1
kind: Service
metadata: {name: available}
spec: {type: NodePort, selector: {app: available}, ports: [{port: 80, targetPort: 8080, nodePort: ${nodePort}}]}
`;

/** Result of a client: number of requests, and a line for each one that was lost. */
export interface Availability {
  readonly sent: number;
  readonly lost: readonly string[];
}

/** Creates the workload and waits until it answers through all of these nodes: kube-proxy follows its pods with a delay. */
export async function createWorkload(cluster: OnPremCluster, nodes: readonly string[]): Promise<void> {
  await cluster.kubectl('apply --filename=-', manifests);
  try {
    await cluster.kubectl('rollout status deployment/available --timeout=180s');
  } catch (error) {
    console.log(await describePods(cluster));
    throw error;
  }
  const { context } = cluster;
  for (const url of listUrls(context, nodes)) {
    const request = ['curl', '--silent', '--fail', '--max-time', '5', '--output', '/dev/null', url];
    await waitFor(
      60,
      () =>
        context
          .runInNetwork(request)
          .then(() => true as const)
          .catch(() => undefined),
      `${url} does not answer`,
    );
  }
}

/** Lists the URLs of the workload through nodes. */
function listUrls(context: ScenarioContext, nodes: readonly string[]): readonly string[] {
  return nodes.map((node) => `http://${context.host(node).address}:${nodePort}/`);
}

/** Returns nodes, pods and events of the cluster, for a workload that is not available. */
async function describePods(cluster: OnPremCluster): Promise<string> {
  const outputs = [
    await cluster.kubectl('get nodes --output=wide'),
    await cluster.kubectl('get pods --all-namespaces --output=wide'),
    await cluster.kubectl('get events --all-namespaces --sort-by=.lastTimestamp'),
  ];
  return outputs.map(({ stdout }) => stdout).join('\n');
}

/** Client that sends requests to the workload, through several nodes, until it is stopped. */
export class AvailabilityClient {
  private readonly client: ChildProcess;
  private output = '';

  constructor(context: ScenarioContext, hosts: readonly string[]) {
    const urls = listUrls(context, hosts);
    const client = [process.execPath, '--import', 'tsx', join(__dirname, 'client.ts')];
    const [program, args] = networkCommand(context.lab, [...client, ...urls]);
    this.client = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.client.stdout?.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
  }

  /** Stops the client and returns its result. */
  async stop(): Promise<Availability> {
    const closed = new Promise((resolve) => this.client.on('close', resolve));
    this.client.kill('SIGTERM');
    await closed;
    return JSON.parse(this.output) as Availability;
  }
}

/** Checks that requests were sent, and none was lost. */
export function expectNoneLost({ sent, lost }: Availability): void {
  if (sent === 0) throw new Error('no request was sent');
  if (lost.length > 0)
    throw new Error(`${lost.length} of ${sent} requests were lost:\n${lost.slice(0, 10).join('\n')}`);
}
