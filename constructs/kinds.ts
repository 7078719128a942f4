import { existing } from './clusters/existing';
import { argoCd } from './components/argo-cd';
import { calico } from './components/calico';
import { certManager } from './components/cert-manager';
import { cilium } from './components/cilium';
import { coreDns } from './components/core-dns';
import { externalSecrets } from './components/external-secrets';
import { flannel } from './components/flannel';
import { localPath } from './components/local-path';
import { longhorn } from './components/longhorn';
import { metallb } from './components/metallb';
import { nginx } from './components/nginx';
import { traefik } from './components/traefik';

/** Every kind that Plinth brings. A platform with kinds of its own says `language([...kinds, mine])`. */
export const kinds = [
  existing,
  argoCd,
  calico,
  certManager,
  cilium,
  coreDns,
  externalSecrets,
  flannel,
  localPath,
  longhorn,
  metallb,
  nginx,
  traefik,
] as const;
