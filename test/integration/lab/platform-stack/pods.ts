import type { OnPremCluster } from '../terraform/cluster';

/** Result of a request that the lab's echo sent. */
export interface CallResult {
  readonly url: string;
  /** Status code; undefined without a response. */
  readonly status?: number;
  readonly body?: string;
  readonly error?: string;
}

/** Used fields of a pod. */
export interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string };
  readonly spec: { readonly nodeName?: string };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** Pods of a cluster, and requests that are sent from them. */
export class Pods {
  constructor(private readonly cluster: OnPremCluster) {}

  /** Lists the pods that `kubectl get pods` returns with these arguments. */
  async list(args: string): Promise<readonly Pod[]> {
    const { stdout } = await this.cluster.kubectl(`get pods ${args} --output=json`);
    return (JSON.parse(stdout) as { items: readonly Pod[] }).items;
  }

  /** Lists pods that are not Ready, as `namespace/name`. */
  async listUnready(): Promise<readonly string[]> {
    return (await this.list('-A --field-selector=status.phase!=Succeeded'))
      .filter(
        ({ status }) =>
          !status.conditions?.some(
            ({ type, status: conditionStatus }) => type === 'Ready' && conditionStatus === 'True',
          ),
      )
      .map(({ metadata: { namespace, name } }) => `${namespace}/${name}`);
  }

  /** Sends a request from a pod of the lab's echo; `request` is `METHOD URL HEADER:VALUE…`. */
  async send({ metadata: { namespace, name } }: Pod, request: string, body = ''): Promise<CallResult> {
    const { stdout } = await this.cluster.kubectl(`-n ${namespace} exec -i ${name} -- /echo send ${request}`, body);
    return JSON.parse(stdout) as CallResult;
  }

  /** Sends concurrent GET requests from a pod and lists the URLs that are not blocked by a policy. */
  async listReachable(namespace: string, pod: string, urls: readonly string[]): Promise<readonly string[]> {
    const { stdout } = await this.cluster.kubectl(`-n ${namespace} exec ${pod} -- /echo try ${urls.join(' ')}`);
    // Policies drop packets, so a denied connection times out.
    const isReachable = ({ status, error = '' }: CallResult) =>
      status !== undefined || !/deadline|timeout/i.test(error);
    return (JSON.parse(stdout) as readonly CallResult[]).filter(isReachable).map(({ url }) => url);
  }
}
