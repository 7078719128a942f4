import { checkAdmission } from '../../../../constructs/tenants/admission/check';
import { evaluatePodSecurity, type PodTemplate } from '../../../../constructs/tenants/admission/pod-security';
import type { PodSecurity } from '../../../../src/kinds/release';
import { listPodVariants } from '../../../integration/cluster/attacks/pod-variants';
import { getTenant, listTenantProblems, planCluster } from '../../../support/tenant-definitions';

const levels: readonly PodSecurity[] = ['privileged', 'baseline', 'restricted'];
const evaluate = (pod: PodTemplate, level: PodSecurity, kubernetes = '1.36') =>
  evaluatePodSecurity(pod, { level, kubernetes });

test.each(listPodVariants().map((variant) => [variant.name, variant] as const))(
  'the strictest level of %s is found',
  (_, { pod, level }) => {
    const accepted = levels.filter((candidate) => evaluate(pod as PodTemplate, candidate).length === 0);
    expect(accepted).toEqual(levels.slice(0, levels.indexOf(level) + 1));
  },
);

test('root of a user namespace is refused before Kubernetes 1.35', () => {
  const securityContext = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
  const containers = [{ name: 'c', image: 'c:1', securityContext }];
  const pod = {
    spec: { hostUsers: false, containers, securityContext: { seccompProfile: { type: 'RuntimeDefault' } } },
  };
  expect(evaluate(pod, 'restricted', '1.34')).toEqual(["container 'c' must set securityContext.runAsNonRoot: true"]);
  expect(evaluate(pod, 'restricted', '1.35')).toEqual([]);
});

const image = 'registry.acme.example/x:1';

function check(tenant: object): readonly string[] {
  return listTenantProblems({ shop: { clusters: ['dev1'], owners: 'devs', ...tenant } })
    .map(({ message }) => message)
    .filter((message) => message.startsWith('the API server would refuse'));
}

const initContainer = (fields: object = {}) => ({
  applications: {
    web: {
      image,
      patch: {
        Deployment: { spec: { template: { spec: { initContainers: [{ name: 'migrate', image, ...fields }] } } } },
      },
    },
  },
});

test('a container that a patch adds must meet the Pod Security Standard of its namespace', () => {
  expect(check(initContainer())).toEqual([
    "the API server would refuse the Pod 'web': Pod Security 'restricted' of namespace 'shop': init container 'migrate' must set securityContext.allowPrivilegeEscalation: false; init container 'migrate' must set securityContext.capabilities.drop: [ALL]",
  ]);
  expect(
    check(initContainer({ securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } } })),
  ).toEqual([]);
  expect(check({ ...initContainer(), namespaces: { shop: { podSecurity: 'baseline' } } })).toEqual([]);
});

test.each(['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet', 'Job', 'CronJob', 'Pod'])(
  'pods of a %s in objects must meet it too',
  (kind) => {
    const pod = { hostNetwork: true, containers: [{ name: 'c', image }] };
    const template = { selector: {}, template: { spec: pod } };
    const specs: Readonly<Record<string, object>> = { Pod: pod, CronJob: { jobTemplate: { spec: template } } };
    const object = { apiVersion: 'v1', kind, metadata: { name: 'x' }, spec: specs[kind] ?? template };
    // The version is irrelevant to the evaluation, but a check of its own.
    const [message = ''] = checkObject({ ...object, apiVersion: apiVersions[kind] ?? 'apps/v1' });
    expect(message).toContain("the API server would refuse the Pod 'x': Pod Security 'restricted'");
    expect(message).toContain('hostNetwork is true');
  },
);

test('pods and volume claims of patches and objects must not exceed the maximums of the tenant', () => {
  const resources = { requests: { memory: '100Gi' }, limits: { memory: '100Gi' } };
  const patch = { Deployment: { spec: { template: { spec: { containers: [{ name: 'web', resources }] } } } } };
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'big' },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '900Gi' } } },
  };
  const limits = { maxMemory: '1Gi', maxStorage: '1Gi' };
  expect(check({ limits, applications: { web: { image, patch } }, objects: [claim] })).toEqual([
    "the API server would refuse the Pod 'web': container 'web' has memory 100Gi, and the maximum is 1Gi",
    "the API server would refuse the PersistentVolumeClaim 'big': the volume claim has storage 900Gi, and the maximum is 1Gi",
  ]);
});

const apiVersions: Readonly<Record<string, string>> = { Job: 'batch/v1', CronJob: 'batch/v1', Pod: 'v1' };

function checkObject(object: object): readonly string[] {
  const base = planCluster({ shop: { clusters: ['dev1'], owners: 'devs' } });
  const tenant = { ...getTenant(base, 'shop'), objects: [object] } as ReturnType<typeof getTenant>;
  return checkAdmission(tenant, base.clusterInfo).map(({ message }) => message);
}
