import { kyverno } from '../../../../../constructs/components';
import { renderObjects } from '../../../../../constructs/kubernetes/manifest';
import { clusterInfo, type ClusterInfo } from '../../../../../src/kinds/cluster-info';
import { publicKey } from '../../../../support/contract-options';
import { getRelease } from '../../../../support/releases';

interface Policy {
  readonly spec: {
    readonly matchImageReferences: readonly object[];
    readonly attestors: readonly { readonly cosign: object }[];
    readonly validations: readonly { readonly expression: string }[];
  };
}

const images = ['registry.acme.example/*'];
const issuer = 'https://token.actions.githubusercontent.com';

function listPolicies(
  signatures: Parameters<typeof kyverno.releases>[0]['signatures'],
  cluster?: Partial<ClusterInfo>,
  kindOfPolicy = 'ImageValidatingPolicy',
) {
  const release = getRelease(kyverno.releases({ signatures }, clusterInfo(cluster)), 'kyverno-policies');
  if (!('objects' in release)) throw new Error('no objects');
  return Object.values(release.objects)
    .flatMap((file) => renderObjects(file) as readonly (Policy & { readonly kind: string })[])
    .filter(({ kind }) => kind === kindOfPolicy);
}

describe('Kyverno', () => {
  test('refuses pods of tenants whose images no key and no identity has signed', () => {
    const [policy] = listPolicies([
      { images, keys: [publicKey], identities: [{ issuer, subject: 'ci@acme.example' }] },
    ]);
    expect(policy?.spec).toMatchObject({
      validationActions: ['Deny'],
      failurePolicy: 'Fail',
      matchConstraints: { namespaceSelector: { matchExpressions: [{ key: 'plinth.dev/tenant', operator: 'Exists' }] } },
      matchImageReferences: [{ glob: 'registry.acme.example/*' }],
      attestors: [
        { name: 'key1', cosign: { key: { data: publicKey } } },
        { name: 'identity1', cosign: { keyless: { identities: [{ issuer, subject: 'ci@acme.example' }] } } },
      ],
      validationConfigurations: { mutateDigest: true, required: true },
    });
    expect(policy?.spec.validations[0]?.expression).toContain('[attestors.key1, attestors.identity1]) > 0');
  });

  test('matches any text in the place of an asterisk of a subject, and no other signer', () => {
    const [policy] = listPolicies([
      { images, identities: [{ issuer, subject: 'https://github.com/acme/*@refs/tags/v1.*' }] },
    ]);
    const [identity] = (
      policy?.spec.attestors[0]?.cosign as { keyless: { identities: readonly { readonly subjectRegExp: string }[] } }
    ).keyless.identities;
    const pattern = new RegExp(identity?.subjectRegExp ?? '');
    expect('https://github.com/acme/shop/release.yaml@refs/tags/v1.2').toMatch(pattern);
    for (const other of [
      'https://github.com/acmeevil/x@refs/tags/v1.2',
      'https://github.com/acme/x@refs/tags/v1a2',
      'x https://github.com/acme/x@refs/tags/v1.2',
    ])
      expect(other).not.toMatch(pattern);
  });

  test('verifies images of a mirror by their names there, too', () => {
    const [policy] = listPolicies([{ images: ['ghcr.io/acme/*'], keys: [publicKey] }], {
      registryMirror: 'mirror.acme.example',
    });
    expect(policy?.spec.matchImageReferences).toEqual([
      { glob: 'ghcr.io/acme/*' },
      { glob: 'mirror.acme.example/acme/*' },
    ]);
  });

  test('refuses images as volumes, whose signatures Kyverno does not verify', () => {
    const [policy] = listPolicies([{ images, keys: [publicKey] }], {}, 'ValidatingAdmissionPolicy');
    expect(policy?.spec.validations[0]?.expression).toContain('!has(volume.image)');
    expect(listPolicies([{ images, keys: [publicKey] }], {}, 'ValidatingAdmissionPolicyBinding')).toHaveLength(1);
  });

  test('names the Secrets with credentials of registries', () => {
    const options = { signatures: [{ images, keys: [publicKey] }], pullSecrets: ['registry'] };
    expect(kyverno.secrets(options, clusterInfo())).toMatchObject([
      { namespace: 'kyverno', name: 'registry', type: 'kubernetes.io/dockerconfigjson' },
    ]);
  });

  test('requires the log of Sigstore unless the definition excludes it', () => {
    const [logged, unlogged] = listPolicies([
      { images, keys: [publicKey] },
      { images, keys: [publicKey], transparencyLog: false },
    ]);
    expect(logged?.spec.attestors[0]?.cosign).not.toHaveProperty('ctlog');
    expect(unlogged?.spec.attestors[0]?.cosign).toMatchObject({ ctlog: { insecureIgnoreTlog: true } });
  });

  test.each([
    [{ signatures: [] }, 'must not be empty'],
    [{ signatures: [{ images }] }, 'must have `keys` or `identities`'],
    [{ signatures: [{ images: ['*'], keys: [publicKey] }] }, 'must be images with their registry'],
    [{ signatures: [{ images, keys: ['cosign.pub'] }] }, 'must be a public key in PEM'],
    [{ signatures: [{ images, keys: [publicKey] }], replicas: 2 }, 'must not be 2'],
  ])('refuses %j', (options, message) => {
    const { error } = kyverno.schema.safeParse(options);
    expect(JSON.stringify(error?.issues)).toContain(message);
  });
});
