import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { listNodeImages } from '../../../../../constructs/clusters/on-prem/images';
import { renderKubeVipPod } from '../../../../../constructs/clusters/on-prem/kube-vip';
import { planOf, small } from './described';
import { temporaryFolder, written } from './written';

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

function podOf(options: object): Pod | null {
  const [cluster] = planOf(options).clusters;
  if (!cluster) throw new Error('no cluster was planned');
  return parse(renderKubeVipPod(cluster.clusterInfo, cluster.options)) as Pod | null;
}

describe('an endpoint by kube-vip', () => {
  test('is held by a pod on the network of its host, which the address is told to', () => {
    const pod = podOf({ ...small, endpoint });
    expect(pod?.spec.hostNetwork).toBe(true);
    expect(pod?.spec.containers[0].env).toContainEqual({ name: 'address', value: '10.0.0.10' });
  });

  test('comes from the mirror where there is one', () => {
    const [own, mirrored] = [{}, { registryMirror: 'mirror.acme.example/hub' }].map((more) =>
      podOf({ ...small, endpoint, ...more }),
    );
    expect(own?.spec.containers[0].image).toMatch(/^ghcr\.io\/kube-vip\/kube-vip:v/);
    expect(mirrored?.spec.containers[0].image).toMatch(/^mirror\.acme\.example\/hub\/kube-vip\/kube-vip:v/);
  });

  test('is at the port of the API, since nobody stands in front of it', () => {
    const { at } = written({ ...small, endpoint });
    expect(readFileSync(join(at, 'scripts/settings.sh'), 'utf8')).toContain("ENDPOINT='10.0.0.10:6443'");
  });

  test('has no pod where a load balancer or keepalived holds it', () => {
    expect(podOf({ ...small, endpoint: { ...endpoint, via: 'keepalived' } })).toBeNull();
    expect(podOf(small)).toBeNull();
  });

  test('begins with the kubeconfig that may do something before there are roles', () => {
    const { at } = written({ ...small, endpoint });
    const folder = temporaryFolder();
    const [settings, start] = ['settings.sh', 'host/lib.sh'].map((file) => join(at, 'scripts', file));
    // Of what steps begin with, this function and the one that it calls.
    const script = `
      . '${settings ?? ''}'
      eval "$(sed -n '/^install_kube_vip/,/^}/p; /^write_if_changed/,/^}/p' '${start ?? ''}' | sed 's|/etc/kubernetes/manifests|${folder}|')"
      admin_kubeconfig=/etc/kubernetes/admin.conf
      install_kube_vip /etc/kubernetes/super-admin.conf
    `;
    execFileSync('bash', ['-euc', script]);
    const pod = parse(readFileSync(join(folder, 'kube-vip.yaml'), 'utf8')) as Pod;
    expect(pod.spec.volumes[0]?.hostPath).toEqual({ path: '/etc/kubernetes/super-admin.conf', type: 'File' });
    expect(JSON.stringify(pod)).toContain('"mountPath":"/etc/kubernetes/admin.conf"');
  });
});

describe('the images of the machines', () => {
  const imagesFor = (options: object) => {
    const [cluster] = planOf(options).clusters;
    if (!cluster) throw new Error('no cluster was planned');
    return listNodeImages(cluster.options as never, cluster.clusterInfo);
  };

  test("are Kubernetes' own, in the version of the cluster and under the repository that is named", () => {
    const images = imagesFor({ ...small, kubernetes: '1.35', imageRepository: 'registry.acme.example/k8s' });
    expect(images).toContain('registry.acme.example/k8s/kube-apiserver:v1.35.4');
    expect(images).toContain('registry.acme.example/k8s/etcd:3.6.6-0');
    expect(images).toHaveLength(6);
  });

  test('have kube-vip among them where it holds the endpoint', () => {
    expect(imagesFor({ ...small, endpoint })).toContainEqual(expect.stringMatching(/kube-vip/));
  });
});
