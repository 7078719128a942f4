import { listAdmissionPolicies } from '../../../../constructs/tenants/admission';
import { evaluateAdmission } from '../../../../constructs/tenants/admission/evaluate';
import { renderRestrictions } from '../../../../constructs/tenants/admission/restrictions';
import { tenantLabel } from '../../../../src/kinds/labels';
import { listAttempts } from '../../../integration/cluster/attacks/attempts';

const policies = listAdmissionPolicies({
  operatedApps: ['postgresql'],
  serviceRanges: ['10.96.0.0/16', 'fd00:10:96::/112'],
});

const namespace = {
  metadata: {
    name: 'shop',
    labels: { [tenantLabel]: 'shop' },
    annotations: renderRestrictions({
      hosts: ['shop.acme.example', 'extra.acme.example', 'login.acme.example'],
      loginHosts: ['login.acme.example'],
      registries: ['registry.acme.example/shop'],
      storageClasses: ['slow'],
      priorityClasses: [],
      serviceAccountAnnotations: ['iam.gke.io/gcp-service-account=shop@acme.iam.gserviceaccount.com'],
    }),
  },
};

/** Attempts that the plan refuses elsewhere, or the API server by other parts: validation, Pod Security, kinds, metadata. */
const refusedElsewhere =
  /of host SHOP|KiB of (?:values|text)|the label of a provider|the certificate of its host|a finalizer|by an operator|signature nothing verifies|by a template of a StatefulSet|(?:certificate|key) of such a host|certificate of a host that|from a repository|the tracking of Argo CD|a runtime class|of the host$|a privileged container|(?:Role|Policy|Range|Quota|Endpoint|[A-Z]\w+ of \S+\/v)/;

describe('the admission policies of tenants, as the plan evaluates them', () => {
  // The plan refuses a source in another namespace, which the API server drops from the claim.
  const attempts = listAttempts()
    .filter(({ name }) => !name.endsWith('without that namespace'))
    .filter(({ name, expected }) => expected === 'accepted' || !refusedElsewhere.test(name));

  it.each(attempts.map((attempt) => [`${attempt.object.kind}: ${attempt.name}`, attempt] as const))(
    '%s',
    (_, { object, expected }) => {
      const messages = evaluateAdmission(policies, object, namespace);
      expect(messages.length === 0 ? 'accepted' : 'refused').toBe(expected);
      for (const message of messages) expect(message).toMatch(/^tenant shop /);
    },
  );
});
