import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { listNodeImages } from '../../../../../constructs/clusters/on-prem/images';
import { renderKubeVipPod } from '../../../../../constructs/clusters/on-prem/kube-vip';
import { planCluster, smallCluster } from './plan-cluster';
import { temporaryDirectory, synthInfrastructure } from './synth-infrastructure';

const endpoint = { address: '10.0.0.10', via: 'kube-vip' };

interface Pod {
  readonly spec: {
    readonly hostNetwork: boolean;
    readonly containers: readonly [
      { readonly image: string; readonly env: readonly { name: string; value?: string }[] },
    ];
    readonly volumes: readonly { readonly hostPath: { readonly path: string; readonly type: string } }[];
  };
}

/** Returns the static pod of a cluster, null if the cluster has none. */
function renderPod(options: object): Pod | null {
  const [cluster] = planCluster(options).clusters;
  if (!cluster) throw new Error('no cluster was planned');
  return parse(renderKubeVipPod(cluster.clusterInfo, cluster.options)) as Pod | null;
}

describe('an endpoint with kube-vip', () => {
  test('is implemented by a pod in the host network with the address in its environment', () => {
    const pod = renderPod({ ...smallCluster, endpoint });
    expect(pod?.spec.hostNetwork).toBe(true);
    expect(pod?.spec.containers[0].env).toContainEqual({ name: 'address', value: '10.0.0.10' });
  });

  test('uses the image of the registry mirror', () => {
    const originalPod = renderPod({ ...smallCluster, endpoint });
    const mirroredPod = renderPod({ ...smallCluster, endpoint, registryMirror: 'mirror.acme.example/hub' });
    expect(originalPod?.spec.containers[0].image).toMatch(/^ghcr\.io\/kube-vip\/kube-vip:v/);
    expect(mirroredPod?.spec.containers[0].image).toMatch(/^mirror\.acme\.example\/hub\/kube-vip\/kube-vip:v/);
  });

  test('uses the port of the API server, because kube-vip forwards to no other port', () => {
    const { stackDirectory } = synthInfrastructure({ ...smallCluster, endpoint });
    expect(readFileSync(join(stackDirectory, 'scripts/settings.sh'), 'utf8')).toContain("ENDPOINT='10.0.0.10:6443'");
  });

  test('has no pod if the endpoint uses keepalived or does not exist', () => {
    expect(renderPod({ ...smallCluster, endpoint: { ...endpoint, via: 'keepalived' } })).toBeNull();
    expect(renderPod(smallCluster)).toBeNull();
  });

  test('uses super-admin.conf first, because admin.conf has no permissions before kubeadm has created its RBAC', () => {
    const { stackDirectory } = synthInfrastructure({ ...smallCluster, endpoint });
    const manifestsDirectory = temporaryDirectory();
    const [settingsFile, libraryFile] = ['settings.sh', 'host/lib.sh'].map((file) =>
      join(stackDirectory, 'scripts', file),
    );
    // Loads only the function under test and the function that it calls, instead of the whole library.
    const script = `
      . '${settingsFile ?? ''}'
      eval "$(sed -n '/^install_kube_vip/,/^}/p; /^write_if_changed/,/^}/p' '${libraryFile ?? ''}' | sed 's|/etc/kubernetes/manifests|${manifestsDirectory}|')"
      admin_kubeconfig=/etc/kubernetes/admin.conf
      install_kube_vip /etc/kubernetes/super-admin.conf
    `;
    execFileSync('bash', ['-euc', script]);
    const pod = parse(readFileSync(join(manifestsDirectory, 'kube-vip.yaml'), 'utf8')) as Pod;
    expect(pod.spec.volumes[0]?.hostPath).toEqual({ path: '/etc/kubernetes/super-admin.conf', type: 'File' });
    expect(JSON.stringify(pod)).toContain('"mountPath":"/etc/kubernetes/admin.conf"');
  });
});

describe('the images of the hosts', () => {
  const listImages = (options: object) => {
    const [cluster] = planCluster(options).clusters;
    if (!cluster) throw new Error('no cluster was planned');
    return listNodeImages(cluster.options as never, cluster.clusterInfo);
  };

  test("are Kubernetes' own images in the version of the cluster, from `imageRepository`", () => {
    const images = listImages({ ...smallCluster, kubernetes: '1.35', imageRepository: 'registry.acme.example/k8s' });
    expect(images).toContain('registry.acme.example/k8s/kube-apiserver:v1.35.4');
    expect(images).toContain('registry.acme.example/k8s/etcd:3.6.6-0');
    expect(images).toHaveLength(6);
  });

  test('include kube-vip if the endpoint uses it', () => {
    expect(listImages({ ...smallCluster, endpoint })).toContainEqual(expect.stringMatching(/kube-vip/));
  });
});
