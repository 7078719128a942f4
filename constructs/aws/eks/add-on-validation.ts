import { coerce, minor } from 'semver';
import type { ClusterInfo } from '../../../src/kinds/cluster-info';
import { error, type Problem } from '../../../src/schema/problem';
import { checkNetworkProvider } from '../../clouds/add-ons';
import { eksAddOnNames, tryGetAddOnSettings } from './add-on-options';
import type { EksOptions } from './schema';

/** Minor versions that kube-proxy may be older than the API servers. @see https://kubernetes.io/releases/version-skew-policy/#kube-proxy */
const maxProxySkew = 3;

/** Checks the add-ons of an EKS cluster. */
export function checkAddOns(
  options: Pick<EksOptions, 'addOns' | 'kubernetes'>,
  cluster: ClusterInfo,
): readonly Problem[] {
  return [
    ...checkNetworkProvider(options.addOns.network, cluster),
    ...checkProxyVersion(options),
    ...checkOtherNames(options),
  ];
}

/** kube-proxy has the version of Kubernetes: it must not be newer than the API servers, nor much older. */
function checkProxyVersion({ addOns, kubernetes }: Pick<EksOptions, 'addOns' | 'kubernetes'>): readonly Problem[] {
  const version = tryGetAddOnSettings(addOns.serviceProxy)?.version;
  const [proxy, cluster] = [coerce(version), coerce(kubernetes)];
  if (!proxy || !cluster) return [];
  const skew = minor(cluster) - minor(proxy);
  if (skew >= 0 && skew <= maxProxySkew) return [];
  const message =
    skew < 0
      ? `is newer than Kubernetes ${kubernetes}, which kube-proxy must not be`
      : `is more than ${maxProxySkew} minor versions older than Kubernetes ${kubernetes}`;
  const fix = `write a version such as v${kubernetes}.0-eksbuild.2, or remove it`;
  return [error(['addOns', 'serviceProxy', 'version'], version, message, fix)];
}

/** Names of add-ons that have an option of their own, with what to write instead. */
const namedAddOns: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(eksAddOnNames).map(([option, name]) => [name, `write addOns.${option}`])),
  'aws-ebs-csi-driver': 'add the component ebs(), and write its `driver`',
};

function checkOtherNames({ addOns }: Pick<EksOptions, 'addOns'>): readonly Problem[] {
  return Object.keys(addOns.other).flatMap((name) => {
    const fix = namedAddOns[name];
    return fix === undefined
      ? []
      : [error(['addOns', 'other', name], undefined, 'is an add-on with an option of its own', fix)];
  });
}
