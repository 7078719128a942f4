import type { OnPremises } from '../terraformed/cluster';

/** What came of a request, as the lab's echo tells it. */
export interface Called {
  readonly url: string;
  readonly status?: number;
  readonly body?: string;
  readonly error?: string;
}

/** A pod, as far as is asked for. */
export interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string; readonly uid: string };
  readonly spec: { readonly nodeName?: string };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** The pods of a cluster, and requests that are made from inside of them. */
export class Pods {
  constructor(private readonly cluster: OnPremises) {}

  /** Those that `kubectl get pods` finds by these arguments. */
  async find(args: string): Promise<readonly Pod[]> {
    const { stdout } = await this.cluster.kubectl(`get pods ${args} --output=json`);
    return (JSON.parse(stdout) as { items: readonly Pod[] }).items;
  }

  /** Those that are not Ready, as `namespace/name`. */
  async unready(): Promise<readonly string[]> {
    return (await this.find('-A --field-selector=status.phase!=Succeeded'))
      .filter(({ status }) => !status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'))
      .map(({ metadata: { namespace, name } }) => `${namespace}/${name}`);
  }

  /** Sends one request from a pod of the lab's echo: `METHOD URL NAME:VALUE…`. */
  async send({ metadata: { namespace, name } }: Pod, request: string, body = ''): Promise<Called> {
    const { stdout } = await this.cluster.kubectl(`-n ${namespace} exec -i ${name} -- /echo send ${request}`, body);
    return JSON.parse(stdout) as Called;
  }

  /** Tries to reach all of these at once from a pod, and gives those that something answered for. */
  async reached(namespace: string, pod: string, urls: readonly string[]): Promise<readonly string[]> {
    const { stdout } = await this.cluster.kubectl(`-n ${namespace} exec ${pod} -- /echo try ${urls.join(' ')}`);
    // What is refused is dropped without a word; any other end means that something answered.
    const answered = ({ status, error = '' }: Called) => status !== undefined || !/deadline|timeout/i.test(error);
    return (JSON.parse(stdout) as readonly Called[]).filter(answered).map(({ url }) => url);
  }
}
