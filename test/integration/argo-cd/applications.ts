import type { Api, KubernetesObject } from '../cluster/api';
import { eventually } from '../cluster/check';

/** Application of Argo CD, with the part of its status that the tests read. */
export interface Application extends KubernetesObject {
  readonly status?: {
    readonly sync?: { readonly status?: string; readonly revision?: string };
    readonly health?: { readonly status?: string; readonly message?: string };
    readonly operationState?: {
      readonly phase?: string;
      readonly message?: string;
      readonly retryCount?: number;
      readonly syncResult?: { readonly revision?: string };
    };
    readonly conditions?: readonly { readonly type: string; readonly message: string }[];
    readonly resources?: readonly {
      readonly kind: string;
      readonly name: string;
      readonly namespace?: string;
      readonly status?: string;
      readonly health?: { readonly status?: string; readonly message?: string };
    }[];
  };
}

/** Applications of Argo CD on a control plane. */
export class Applications {
  constructor(
    private readonly api: Api,
    private readonly namespace: string,
  ) {}

  /** Returns all Applications by name. */
  async list(): Promise<ReadonlyMap<string, Application>> {
    const { items } = (await this.api.get(this.path())) as { items: readonly Application[] };
    return new Map(items.map((item) => [item.metadata.name, item]));
  }

  /** Returns an Application. @throws ApiError if it does not exist */
  async get(name: string): Promise<Application> {
    return (await this.api.get(this.path(name))) as Application;
  }

  /** Makes Argo CD compare an Application with its sources at once. */
  async refresh(name: string): Promise<void> {
    await this.annotate(this.path(name), { 'argocd.argoproj.io/refresh': 'hard' });
  }

  /** Makes Argo CD generate the Applications of an ApplicationSet at once. */
  async refreshApplicationSet(name: string): Promise<void> {
    const path = `/apis/argoproj.io/v1alpha1/namespaces/${this.namespace}/applicationsets/${name}`;
    await this.annotate(path, { 'argocd.argoproj.io/application-set-refresh': 'true' });
  }

  /**
   * Waits until all expected Applications, and all others, are synced and healthy.
   * @throws the states of those that are not
   */
  async waitUntilHealthy(expectedNames: readonly string[], seconds: number): Promise<void> {
    await eventually(seconds, async () => {
      const applications = await this.list();
      const missingNames = expectedNames.filter((name) => !applications.has(name));
      const problems = [
        ...missingNames.map((name) => `${name} does not exist`),
        ...[...applications.values()].flatMap((application) => findProblem(application) ?? []),
      ];
      return problems.length > 0 ? problems.join('\n') : undefined;
    });
  }

  private async annotate(path: string, annotations: Readonly<Record<string, string>>): Promise<void> {
    await this.api.patch(path, { metadata: { annotations } });
  }

  private path(name?: string): string {
    const collection = `/apis/argoproj.io/v1alpha1/namespaces/${this.namespace}/applications`;
    return name === undefined ? collection : `${collection}/${name}`;
  }
}

/** Returns the state of an Application that is not synced and healthy, with its reasons. */
function findProblem({ metadata: { name }, status = {} }: Application): string | undefined {
  const { sync, health, operationState, conditions = [], resources = [] } = status;
  if (sync?.status === 'Synced' && health?.status === 'Healthy' && operationState?.phase === 'Succeeded')
    return undefined;
  const unhealthy = resources
    .filter((resource) => resource.status !== 'Synced' || ![undefined, 'Healthy'].includes(resource.health?.status))
    .map((resource) => `${resource.kind} ${resource.name} ${resource.status ?? ''} ${resource.health?.status ?? ''}`);
  const reasons = [operationState?.message ?? '', ...conditions.map(({ message }) => message), ...unhealthy];
  const states = [sync?.status, health?.status, operationState?.phase].map((state) => state ?? 'none').join(', ');
  return `${name}: ${states}: ${reasons.join('; ').slice(0, 600)}`;
}
