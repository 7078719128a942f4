import { echoReference } from '../../../lab/images';
import type { OnPremises } from '../terraformed/cluster';

/** What came of a request, as the lab's echo tells it. */
export interface Called {
  readonly url: string;
  readonly status?: number;
  readonly body?: string;
  readonly error?: string;
}

interface Pod {
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** The pods of a cluster, and requests that are made from inside of them. */
export class Pods {
  constructor(private readonly cluster: OnPremises) {}

  /** Those that are not Ready, as `namespace/name`. */
  async unready(): Promise<readonly string[]> {
    const { stdout } = await this.cluster.kubectl('get pods -A --field-selector=status.phase!=Succeeded --output=json');
    const { items } = JSON.parse(stdout) as { items: readonly Pod[] };
    return items
      .filter(({ status }) => !status.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True'))
      .map(({ metadata: { namespace, name } }) => `${namespace}/${name}`);
  }

  /** Runs the lab's echo in a namespace of its own, in place of a program that cannot be built here. */
  async stand(namespace: string): Promise<void> {
    await this.cluster.kubectl(`create namespace ${namespace}`);
    await this.cluster.kubectl(`-n ${namespace} run stand-in --image=${echoReference}`);
    await this.cluster.kubectl(`-n ${namespace} wait --for=condition=Ready pod/stand-in --timeout=60s`);
  }

  /** Sends one request from that stand-in: `METHOD URL NAME:VALUE…`. */
  async send(namespace: string, request: string, body = ''): Promise<Called> {
    const { stdout } = await this.cluster.kubectl(`-n ${namespace} exec -i stand-in -- /echo send ${request}`, body);
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
