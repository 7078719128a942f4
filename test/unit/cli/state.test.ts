import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createStorage, formatScript } from '../../../src/cli/state';
import { renderStorageSteps, type StorageStep } from '../../../src/cli/state-storage';
import type { Backend } from '../../../src/definition/backend';
import { withTempFolder } from '../../support/output-files';

const s3 = { backend: 's3', bucket: 'acme-state', region: 'eu-north-1' } as const;
const gcs = { backend: 'gcs', bucket: 'acme-state', location: 'europe-north1' } as const;
const azurerm = {
  backend: 'azurerm',
  resourceGroup: 'acme-state',
  storageAccount: 'acmestate',
  container: 'states',
  location: 'swedencentral',
} as const;

const scriptOf = (state: Backend) => formatScript(renderStorageSteps(state));

describe('the storage of Terraform states', () => {
  it('in AWS is a bucket that is private, encrypted and versioned, and is created only if it does not exist', () => {
    const script = scriptOf(s3);
    expect(script).toContain(
      'aws s3api head-bucket --bucket acme-state --region eu-north-1 >/dev/null 2>&1 || aws s3api create-bucket --bucket acme-state --create-bucket-configuration LocationConstraint=eu-north-1 --region eu-north-1\n',
    );
    expect(script).toContain(
      'BlockPublicAcls=true,IgnorePublicAcls=true,BlockPublicPolicy=true,RestrictPublicBuckets=true',
    );
    expect(script).toContain('--versioning-configuration Status=Enabled');
    expect(script).toContain('"SSEAlgorithm":"AES256"');
    expect(script).toContain('"aws:SecureTransport":"false"');
    const key = 'arn:aws:kms:eu-north-1:111111111111:key/k';
    expect(scriptOf({ ...s3, kmsKeyId: key })).toContain(`"SSEAlgorithm":"aws:kms","KMSMasterKeyID":"${key}"`);
    // The first region of AWS has no name here.
    expect(scriptOf({ ...s3, region: 'us-east-1' })).not.toContain('LocationConstraint');
    expect(scriptOf({ ...s3, region: 'cn-north-1' })).toContain('"arn:aws-cn:s3:::acme-state"');
  });

  it('in a store that speaks S3 is created at its endpoint, with the operations that such stores have', () => {
    const operations = renderStorageSteps({ ...s3, endpoint: 'https://s3.acme.example' }).map(({ command }) => command);
    expect(operations.map(([, , operation]) => operation)).toEqual(['create-bucket', 'put-bucket-versioning']);
    for (const command of operations) expect(command.join(' ')).toMatch(/ --endpoint-url https:\/\/s3\.acme\.example$/);
  });

  it('in Azure is a storage account without keys and without public access', () => {
    const script = scriptOf({ ...azurerm, subscription: '11111111-1111-1111-1111-111111111111' });
    expect(script).toContain('--allow-blob-public-access false --allow-shared-key-access false');
    expect(script).toContain('--enable-versioning true');
    const commands = script.match(/^az .*$/gm) ?? [];
    expect(commands).toHaveLength(4);
    for (const command of commands) expect(command).toContain('--subscription 11111111-1111-1111-1111-111111111111');
  });

  it('in Google Cloud is a bucket that is private and versioned', () => {
    const script = scriptOf({ ...gcs, project: 'acme-prod', kmsEncryptionKey: 'projects/p/k' });
    expect(script).toContain('buckets create gs://acme-state --location=europe-north1 --uniform-bucket-level-access');
    expect(script).toContain('--versioning --public-access-prevention');
    expect(script).toContain('--default-encryption-key=projects/p/k --project=acme-prod');
  });

  it.each<[string, Backend, RegExp]>([
    ['a backend without storage in a cloud', { backend: 'local', folder: 'state' }, /state\.backend is 'local'/],
    ['no location', { ...gcs, location: undefined }, /state\.location is missing/],
    ['no location in Azure', { ...azurerm, location: undefined }, /state\.location is missing/],
    ['a bucket with an underscore in AWS', { ...s3, bucket: 'acme_state' }, /state\.bucket is 'acme_state', but/],
    ['a storage account with a hyphen', { ...azurerm, storageAccount: 'acme-state' }, /state\.storageAccount is/],
    ['a container with two hyphens', { ...azurerm, container: 'a--b' }, /state\.container is 'a--b'/],
    ['a bucket of Google', { ...gcs, bucket: 'google-state' }, /not begin with goog/],
  ])('is an error with %s', (_, state, message) => {
    expect(() => renderStorageSteps(state)).toThrow(message);
  });

  it('is quoted for shells in the script', () => {
    expect(formatScript([{ title: 'group', command: ['az', 'group', "a b'c; rm -r"] }])).toContain(
      `az group 'a b'\\''c; rm -r'\n`,
    );
  });
});

describe('plinth state create', () => {
  const steps: readonly StorageStep[] = [
    { title: 'bucket a', unless: ['aws', 'head', 'a'], command: ['aws', 'create', 'a'] },
    { title: 'bucket b', unless: ['aws', 'head', 'missing'], command: ['aws', 'create', 'b'] },
    { title: 'versions', command: ['aws', 'fail'] },
  ];

  it('creates what does not exist, and stops with the error of the cloud', async () => {
    const { PATH: path } = process.env;
    const output: string[] = [];
    const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => output.push(String(text)) > 0);
    try {
      await withTempFolder(async (folder) => {
        mkdirSync(join(folder, 'bin'));
        const program = join(folder, 'bin/aws');
        const cases = 'case "$*" in "head missing") exit 1;; fail) echo AccessDenied >&2; exit 254;; esac';
        writeFileSync(program, `#!/bin/sh\necho "$*" >>"${folder}/log"\n${cases}\n`);
        chmodSync(program, 0o755);
        process.env.PATH = `${join(folder, 'bin')}:${path ?? ''}`;
        await expect(createStorage(steps, true)).rejects.toThrow(/^aws fail failed:\nAccessDenied$/);
        expect(readFileSync(join(folder, 'log'), 'utf8')).toBe('head a\nhead missing\ncreate b\nfail\n');
      });
    } finally {
      process.env.PATH = path;
      write.mockRestore();
    }
    expect(output.join('')).toContain('bucket a: exists\nbucket b: done\n');
  });
});
