import type { ApplicationOptions, Route } from '../definition/application';
import type { EgressTarget } from '../definition/calls';
import type { JobOptions } from '../definition/job';
import type { ApplicationPort } from '../definition/ports';
import type { Tenant } from '../definition/tenant';
import type { Use } from '../definition/uses';
import type { WorkloadAdditions } from './additions';

/** Workload at one end of an allowed connection. */
export interface ConnectedWorkload {
  readonly tenant: string;
  /** Name of the application or job in the tenant's `applications`. */
  readonly application: string;
  readonly namespace: string;
}

/** Workload that opens a connection. */
export interface Caller extends ConnectedWorkload {
  /**
   * Ports that it calls.
   * @default all ports of the application
   */
  readonly ports?: readonly ConnectionPort[];
}

/** Workload that accepts a connection. */
export interface Callee extends ConnectedWorkload {
  /** Container ports; at least one. */
  readonly ports: readonly ConnectionPort[];
}

/** Container port of a connection. */
export interface ConnectionPort {
  readonly port: number;
  readonly transport: Transport;
}

/** Transport protocol of a connection. */
export type Transport = 'TCP' | 'UDP';

/** Secret with what a workload needs to reach what it uses. */
export interface Binding {
  readonly use: Use;
  /** Name of the Secret: `<workload>-<use>`. */
  readonly secret: string;
  /**
   * Keys of the Secret with their values, which are no secrets. Other keys are in the existing Secret that `credentials`
   * of the use names. Undefined where the provider creates the Secret with all keys.
   */
  readonly data?: Readonly<Record<string, string>>;
}

interface WorkloadPlan {
  readonly name: string;
  readonly tenant: string;
  readonly namespace: string;
  /**
   * ClusterSecretStore of the tenant.
   * @default 'default'
   */
  readonly secretStore?: string | undefined;
  /**
   * Sets of labels that select its pods.
   * @default the label `app.kubernetes.io/name` with its name
   */
  readonly podSelectors?: readonly Readonly<Record<string, string>>[];
  /** Workloads that it calls. */
  readonly calls: readonly Callee[];
  /**
   * Applications that it calls with a token, through their gates.
   * @default none
   */
  readonly serviceCalls?: readonly ConnectedWorkload[];
  /** Hosts, address ranges and capabilities of the platform that it calls, including the servers that it uses. */
  readonly egressTargets: readonly EgressTarget[];
  /** Secrets with what it needs to reach what it uses. */
  readonly bindings: readonly Binding[];
  /**
   * Nodes that the tenant's pods run on.
   * @default all
   */
  readonly nodes?: Tenant['nodes'];
  /** What the providers of capabilities add for it. */
  readonly additions: readonly WorkloadAdditions[];
}

/** Application on one cluster. */
export interface ApplicationPlan extends WorkloadPlan {
  /** Options for the environment of the cluster: `perEnvironment` is merged. */
  readonly options: ApplicationOptions;
  /** Ports of container and Service, the main port first; empty for an application that accepts no connections. */
  readonly ports: readonly ApplicationPort[];
  /** Number of pods. */
  readonly scale: Scale;
  /** Host names and paths of the Ingress. */
  readonly routes: readonly Route[];
  /** Workloads that may call it. */
  readonly calledBy: readonly Caller[];
  /**
   * Workloads that may call it with a token, through its gate.
   * @default none
   */
  readonly serviceCallers?: readonly ConnectedWorkload[];
}

/** Number of pods of an application. `min` and `max` are equal where it is not scaled automatically. */
export interface Scale {
  readonly min: number;
  readonly max: number;
  /** Target CPU usage, in percent of the request; `none`: it does not affect scaling. */
  readonly cpuPercent: number | 'none';
  /** Target memory usage, in percent of the request. */
  readonly memoryPercent?: number | undefined;
  /** Custom metric, with its target average value per pod. */
  readonly metric?: { readonly name: string; readonly average: string } | undefined;
}

/** Job on one cluster. */
export interface JobPlan extends WorkloadPlan {
  /** Options for the environment of the cluster: `perEnvironment` is merged. */
  readonly options: JobOptions;
}
