import type { Construct } from 'constructs';
import type {
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from 'kubernetes-types/admissionregistration/v1';
import type { LabelSelector } from 'kubernetes-types/meta/v1';
import { z } from 'zod';
import { resolveImage, type ClusterInfo } from '../../../src/kinds/cluster-info';
import { tenantLabel } from '../../../src/kinds/labels';
import { list, nonEmptyList } from '../../../src/schema/field-types';
import { addObject } from '../../kubernetes/object';

/** Selects the namespaces of tenants. */
const tenantNamespaces: LabelSelector = { matchExpressions: [{ key: tenantLabel, operator: 'Exists' }] };

const identitySchema = z.strictObject({
  issuer: z
    .url({ protocol: /^https$/ })
    .meta({ examples: ['https://token.actions.githubusercontent.com'] })
    .describe('OpenID Connect issuer that confirmed the identity of the signer'),
  subject: z
    .string()
    .min(1)
    .meta({ examples: ['https://github.com/acme/shop/.github/workflows/release.yaml@refs/tags/*'] })
    .describe('subject of the signer, such as a workflow of CI; `*` is any text'),
});

/** Schema of the signatures that images of tenants need. */
export const signatureSchema = z
  .strictObject({
    images: nonEmptyList(
      z
        .string()
        .regex(
          /^[a-z0-9.-]+(:[0-9]+)?\/[a-z0-9._/*-]+$/,
          'must be images with their registry: write one such as registry.acme.example/*',
        ),
    )
      .meta({ examples: [['registry.acme.example/*']] })
      .describe('images, with registry and without tag; `*` is any text, also with slashes'),
    keys: list(
      z
        .string()
        .regex(
          /^-----BEGIN PUBLIC KEY-----\n[A-Za-z0-9+/=\n]+-----END PUBLIC KEY-----\n?$/,
          'must be a public key in PEM: write the content of cosign.pub',
        ),
    )
      .default([])
      .describe('public keys of cosign, in PEM'),
    identities: list(identitySchema)
      .default([])
      .describe('signers without a key, whose certificates Sigstore has issued (keyless signatures)'),
    transparencyLog: z
      .boolean()
      .default(true)
      .describe(
        "whether signatures by a key must be in Rekor, Sigstore's public log; `false` for images that are signed with --tlog-upload=false",
      ),
  })
  .refine(({ keys, identities }) => keys.length + identities.length > 0, {
    error: 'must have `keys` or `identities`: write who signs these images',
  });

/** Signatures that images of tenants need. */
export type Signatures = Readonly<z.output<typeof signatureSchema>>;

/** Options of the policies of signatures. */
export interface SignaturePolicyOptions {
  readonly signatures: readonly Signatures[];
  /** Secrets with the credentials of registries, in the namespace of Kyverno. */
  readonly pullSecrets: readonly string[];
}

/** Rule that selects new pods: volumes of a pod cannot change. Not a literal, since its type in kubernetes-types lacks fields. */
const podRule = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['pods'] };

/** Name of the policy that refuses images as volumes, and of its binding. */
const imageVolumesPolicy = 'signatures-image-volumes';

/**
 * Refuses images as volumes in pods of tenants: Kyverno finds images of containers only, so that the files of such a volume
 * could be executed without a signature.
 * @see https://kubernetes.io/docs/concepts/storage/volumes/#image
 */
export function addImageVolumePolicy(scope: Construct): void {
  addObject<ValidatingAdmissionPolicy>(scope, 'ImageVolumes', {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    metadata: { name: imageVolumesPolicy },
    spec: {
      failurePolicy: 'Fail',
      matchConstraints: {
        namespaceSelector: tenantNamespaces,
        resourceRules: [podRule],
      },
      validations: [
        {
          expression: '!has(object.spec.volumes) || object.spec.volumes.all(volume, !has(volume.image))',
          message:
            'images as volumes are refused: their signatures are not verified; copy the files into the image of a container',
        },
      ],
    },
  });
  addObject<ValidatingAdmissionPolicyBinding>(scope, 'ImageVolumesBinding', {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    metadata: { name: imageVolumesPolicy },
    spec: { policyName: imageVolumesPolicy, validationActions: ['Deny'] },
  });
}

/**
 * Adds a policy for each entry: an image that matches it must be signed by one of its keys or identities, in pods of tenants
 * and in containers that are added to them. The tag of a verified image is replaced by its digest, so that nodes run what
 * was verified.
 * @see https://kyverno.io/docs/policy-types/image-validating-policy/
 */
export function addSignaturePolicies(
  scope: Construct,
  { signatures, pullSecrets }: SignaturePolicyOptions,
  cluster: ClusterInfo,
): void {
  for (const [index, entry] of signatures.entries()) {
    const attestors = renderAttestors(entry);
    const names = attestors.map(({ name }) => `attestors.${name}`).join(', ');
    const images = [...new Set(entry.images.flatMap((image) => [image, resolveImage(cluster, image)]))];
    addObject(scope, `Signatures-${index + 1}`, {
      apiVersion: 'policies.kyverno.io/v1',
      kind: 'ImageValidatingPolicy',
      metadata: { name: `signatures-${index + 1}` },
      spec: {
        validationActions: ['Deny'],
        failurePolicy: 'Fail',
        matchConstraints: {
          namespaceSelector: tenantNamespaces,
          resourceRules: [
            {
              apiGroups: [''],
              apiVersions: ['v1'],
              operations: ['CREATE', 'UPDATE'],
              resources: ['pods', 'pods/ephemeralcontainers'],
            },
          ],
        },
        // Controllers create pods of their templates, which are verified then.
        autogen: { podControllers: { controllers: [] } },
        matchImageReferences: images.map((glob) => ({ glob })),
        ...(pullSecrets.length === 0 ? {} : { credentials: { secrets: [...pullSecrets] } }),
        attestors,
        validationConfigurations: { mutateDigest: true, verifyDigest: true, required: true },
        validations: [
          {
            expression: `(images.containers + images.initContainers + images.ephemeralContainers).all(image, verifyImageSignatures(image, [${names}]) > 0)`,
            message: `images ${entry.images.join(', ')} must be signed by a key or identity of kyverno({ signatures })`,
          },
        ],
      },
    });
  }
}

function renderAttestors({ keys, identities, transparencyLog }: Signatures) {
  return [
    ...keys.map((data, index) => ({
      name: `key${index + 1}`,
      cosign: { key: { data }, ...(transparencyLog ? {} : { ctlog: { insecureIgnoreTlog: true } }) },
    })),
    ...identities.map(({ issuer, subject }, index) => ({
      name: `identity${index + 1}`,
      cosign: { keyless: { identities: [{ issuer, ...renderSubject(subject) }] } },
    })),
  ];
}

function renderSubject(subject: string) {
  if (!subject.includes('*')) return { subject };
  const parts = subject.split('*').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return { subjectRegExp: `^${parts.join('.*')}$` };
}
