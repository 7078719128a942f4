import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Construct } from 'constructs';
import { resolveImage, type ClusterInfo } from '../../../src/kinds/cluster-info';
import type { ObjectRelease } from '../../../src/kinds/release';
import { images } from '../../images';
import { containerResources } from '../../kubernetes/container-resources';
import { readPodScript, scriptsMount } from '../../kubernetes/script-pod';
import { addScriptServer, scriptPodLabels } from '../../kubernetes/script-server';
import { restrictedSecurityContext } from '../../kubernetes/security-context';
import { claimLabel } from './bucket-claims';
import { charts } from './charts';

/** Ports of SeaweedFS. */
export const seaweedPorts = { s3: 8333, master: 9333, filer: 8888, metrics: 9324 } as const;

const planScript = readPodScript(join(__dirname, 'scripts/plan-buckets.mjs'));
const applyScript = readFileSync(join(__dirname, 'scripts/apply-buckets.sh'), 'utf8');
const script = { ...planScript, files: { ...planScript.files, 'apply-buckets.sh': applyScript } };

/**
 * Returns the release of the provisioner, which creates a bucket and a user in SeaweedFS for each Secret of a claim, sets
 * changed keys, and deletes users whose Secret was removed. It reads Secrets of its own namespace only.
 * @param namespace namespace of SeaweedFS, and name of the component
 */
export function provisionerRelease(namespace: string, cluster: ClusterInfo): ObjectRelease {
  const name = `${namespace}-provisioner`;
  return {
    name,
    namespace,
    podSecurity: 'restricted',
    images: [images.node, ...charts.seaweedFs.images],
    networkRules: { provisioner: { podLabels: scriptPodLabels(name), egress: [{ peer: 'api-server' }] } },
    objects: {
      'objects.yaml': (scope) => {
        addProvisioner(scope, { name, namespace }, cluster);
      },
    },
  };
}

interface Metadata {
  readonly name: string;
  readonly namespace: string;
}

function addProvisioner(scope: Construct, { name, namespace }: Metadata, cluster: ClusterInfo): void {
  const server = `${namespace}-all-in-one.${namespace}.svc`;
  const [weedImage] = charts.seaweedFs.images;
  const selector = Object.entries(claimLabel).map(([key, value]) => `${key}=${value}`);
  const workMounts = [
    { name: 'work', mountPath: '/work' },
    { name: 'tmp', mountPath: '/tmp' },
  ];
  addScriptServer(
    scope,
    {
      ...{ name, namespace, script },
      container: 'plan',
      env: { SELECTOR: selector.join(',') },
      rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }],
      volumeMounts: workMounts,
      containers: [
        {
          name: 'apply',
          image: resolveImage(cluster, weedImage),
          command: ['/bin/sh', '/scripts/apply-buckets.sh'],
          env: [
            { name: 'MASTER', value: `${server}:${seaweedPorts.master}` },
            { name: 'FILER', value: `${server}:${seaweedPorts.filer}` },
          ],
          securityContext: restrictedSecurityContext(),
          resources: containerResources({ cpuRequest: '20m', memoryRequest: '64Mi', memoryLimit: '256Mi' }),
          volumeMounts: [scriptsMount, ...workMounts],
        },
      ],
      volumes: [
        { name: 'work', emptyDir: { medium: 'Memory', sizeLimit: '16Mi' } },
        { name: 'tmp', emptyDir: { sizeLimit: '64Mi' } },
      ],
    },
    cluster,
  );
}
