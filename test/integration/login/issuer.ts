import type { ClusterPlan } from '../../../src/kinds/cluster-plan';
import type { Api, KubernetesObject } from '../cluster/api';
import type { Output } from '../cluster/output';
import type { Page } from './browser';
import type { LoopbackServices } from './loopback-services';

/** Objects of one cluster, as Plinth generates them. */
export interface GeneratedCluster {
  readonly cluster: string;
  readonly objects: readonly KubernetesObject[];
}

/** What an issuer needs to start. */
export interface IssuerContext {
  /** Folder for files and logs. */
  readonly folder: string;
  readonly output: Output;
  readonly plans: readonly ClusterPlan[];
  readonly clusters: readonly GeneratedCluster[];
  readonly services: LoopbackServices;
  /** API servers that have the objects, by cluster. @default a stand-in where the issuer needs one */
  readonly apis?: Readonly<Record<string, Api>>;
}

/** User of the tests. */
export interface TestUser {
  readonly password: string;
  readonly groups: readonly string[];
  /** Whether the e-mail address is verified. @default true */
  readonly isVerified?: boolean;
}

/** Users of the tests, by e-mail address. */
export const users: Readonly<Record<string, TestUser>> = {
  'ann@acme.example': { password: 'correct horse', groups: ['shop-support', 'everybody'] },
  'bob@acme.example': { password: 'battery staple', groups: ['everybody'] },
};

/** User of the issuer of one tenant, who claims a group of the platform. */
export const realmUser = { email: 'eve@partner.example', password: 'staple horse', groups: ['shop-support'] };

/** What an application receives about a user. */
export interface ExpectedUser {
  readonly user: string;
  readonly preferredUsername: string;
}

/** Issuer of the log-in path: the programs, or a stand-in. */
export interface LoginIssuer {
  /** Name in the report. */
  readonly label: string;
  /** Component of the issuer, without its name. */
  readonly component: object;
  /** Starts the issuer, with a client for each one that the platform needs. */
  start(context: IssuerContext): Promise<void>;
  /** Returns the value of a key of a Secret with a client; undefined for other Secrets. */
  tryGetSecret(cluster: string, name: string, key: string): Promise<string | undefined> | string | undefined;
  /** Ingresses of charts that Traefik routes, by cluster. */
  listIngresses(): readonly GeneratedCluster[];
  /** Returns whether a URL is that of the authorization endpoint of a cluster's issuer. */
  isAuthorizationUrl(url: string): boolean;
  /** Returns whether a page asks for the password of a user. */
  isLoginPage(page: Page): boolean;
  getExpectedUser(cluster: string, email: string): ExpectedUser;
  /** Files with certificates that the gates trust, in addition to those of the system. @default none */
  readonly certificateFile?: string;
  /** Versions of the programs. */
  readonly versions: readonly string[];
  stop(): void;
}
