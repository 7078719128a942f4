import { smallCluster } from './plan-cluster';
import { runHostScript } from './run-host-script';
import { identity, runLocalScript } from './run-local-script';
import { stateFile } from './state-file';
import { synthInfrastructure } from './synth-infrastructure';

const controlPlane = { ROLE: 'control-plane' };
const [keysFile, configurationFile] = [
  'etc/kubernetes/encryption/keys',
  'etc/kubernetes/encryption/configuration.yaml',
];
const encode = (lines: string) => Buffer.from(lines).toString('base64');
const providers = (configuration = '') => configuration.match(/(secretbox|identity).*/g) ?? [];

describe('the API server of a control plane', () => {
  const init = (options: object = {}, files: Readonly<Record<string, string>> = {}) =>
    runHostScript('init', {
      options,
      environment: { ...controlPlane, ETCD_CERTIFICATES: '', CLUSTER_CA: '' },
      functions: 'wait_serving_certificate() { :; }',
      files,
    });

  test('encrypts the Secrets of a new cluster with a key that is created on the host', () => {
    const { status, readFile } = init();
    expect(status).toBe(0);
    const [, key = ''] = /^1 (\S+)\nidentity -\n$/.exec(readFile(keysFile) ?? '') ?? [];
    expect(Buffer.from(key, 'base64')).toHaveLength(32);
    expect(providers(readFile(configurationFile))).toEqual([
      `secretbox: {keys: [{name: "1", secret: "${key}"}]}`,
      'identity: {}',
    ]);
    expect(init().readFile(keysFile)).not.toBe(readFile(keysFile));
  });

  test('does not encrypt them if the option is false', () => {
    expect(providers(init({ encryptionKey: false }).readFile(configurationFile))).toEqual(['identity: {}']);
  });

  test('keeps the key of an interrupted initialization', () => {
    const keys = `1 ${encode('key')}\nidentity -\n`;
    expect(init({}, { [keysFile]: keys }).readFile(keysFile)).toBe(keys);
  });

  test('gets the keys of the cluster when it joins', () => {
    const { status, readFile } = runHostScript('join', {
      environment: {
        ...controlPlane,
        ...{
          JOIN_ACTION: 'join',
          JOIN_ENDPOINT: 'a:6443',
          JOIN_TOKEN: 't',
          JOIN_CA_HASH: 'h',
          JOIN_CERTIFICATE_KEY: 'k',
        },
        ...{ EXPECTED_STATE: 'prepared', ENCRYPTION_KEYS: encode('2 a2V5\nidentity -\n') },
      },
    });
    expect(status).toBe(0);
    expect(readFile(keysFile)).toBe('2 a2V5\nidentity -\n');
  });

  /** Configures keys on an API server that reads them with this status. */
  const configure = (lines: string, status = 'success') =>
    runHostScript('configure-encryption', {
      environment: { ...controlPlane, ENCRYPTION_KEYS: encode(lines) },
      functions: `sleep() { echo read >"$ROOT/read"; }
        kube() { if [ -e "$ROOT/read" ]; then echo 'apiserver_encryption_config_controller_automatic_reloads_total{apiserver_id_hash="a",status="${status}"} 1'; fi; }`,
      files: {
        'etc/plinth/cluster': stateFile({ role: 'control-plane' }),
        [keysFile]: '1 b2xk\nidentity -\n',
        [configurationFile]: 'old',
      },
    });

  test('reads other keys without a restart', () => {
    expect(configure('1 b2xk\nidentity -\n').readFile('read')).toBeUndefined();
    const { status, calls, readFile } = configure('1 b2xk\nidentity -\n2 bmV3\n');
    expect([status, calls.filter(Boolean)]).toEqual([0, []]);
    expect(readFile(keysFile)).toBe('1 b2xk\nidentity -\n2 bmV3\n');
  });

  test('gets its previous keys if it rejects others', () => {
    const { status, stderr, readFile } = configure('2 bmV3\n', 'failure');
    expect(status).toBe(1);
    expect(stderr).toContain('the API server does not read other keys');
    expect(readFile(keysFile)).toBe('1 b2xk\nidentity -\n');
  });
});

describe('the rotation of the key', () => {
  const controlPlanes = { cp1: '10.0.0.11', cp2: '10.0.0.12', cp3: '10.0.0.13' };
  const rotate = (
    encryptionKey: number | false,
    keys: readonly [string, string, string],
    more: Readonly<Record<string, string>> = {},
  ) => {
    const options = { ...smallCluster, controlPlanes, workers: {}, endpoint: { address: '10.0.0.9' }, encryptionKey };
    const { stackDirectory } = synthInfrastructure(options);
    const answers = Object.fromEntries(
      Object.values(controlPlanes).map((address, index) => [`${address}.encryption-keys`, encode(keys[index] ?? '')]),
    );
    const result = runLocalScript(stackDirectory, 'rotate-encryption-key', {
      '10.0.0.11.health': identity,
      ...answers,
      ...more,
    });
    const readKeys = (address: string) =>
      Buffer.from(result.getVariable(address, 'configure-encryption', 'ENCRYPTION_KEYS') ?? '', 'base64').toString();
    // Control planes change at the same time: their order within a step is that of their addresses here.
    const changing = result.executed
      .filter((entry) => /configure-encr|rewrite/.test(entry))
      .join('\n')
      .replaceAll(/(.*configure-encryption\n?){2,3}/g, (step) => `${step.trim().split('\n').sort().join('\n')}\n`)
      .split('\n')
      .filter(Boolean);
    return { ...result, readKeys, changing };
  };
  const first = '1 b2xk\nidentity -\n';
  const all = ['10.0.0.11', '10.0.0.12', '10.0.0.13'].map((address) => `${address} configure-encryption`);

  test('gives all API servers the new key, encrypts with it, writes the Secrets, and deletes the old key', () => {
    const { status, stdout, changing, readKeys, executed } = rotate(2, [first, first, first]);
    expect(status).toBe(0);
    expect(changing).toEqual([...all, ...all, '10.0.0.11 rewrite-secrets', ...all]);
    expect(readKeys('10.0.0.13')).toMatch(/^2 \S{44}\nidentity -\n$/);
    expect(readKeys('10.0.0.13')).toBe(readKeys('10.0.0.11'));
    expect(stdout).toContain('Secrets are encrypted with the key 2');
    expect(stdout).not.toContain('b2xk');
    expect(executed.at(-1)).toBe('10.0.0.11 unlock-cluster');
  });

  test('only continues to write the Secrets if all API servers have that key only', () => {
    expect(rotate(1, [first, first, first]).changing).toEqual(['10.0.0.11 rewrite-secrets']);
  });

  test('continues after an interruption, with the key that was created then', () => {
    const second = '2 bmV3\n';
    const { changing, readKeys } = rotate(2, [second + first, second + first, first + second]);
    expect(changing).toEqual([all[2], '10.0.0.11 rewrite-secrets', ...all]);
    expect(readKeys('10.0.0.13')).toBe('2 bmV3\nidentity -\n');
  });

  test('encrypts the Secrets of a cluster that did not', () => {
    const { changing, readKeys } = rotate(1, ['identity -\n', 'identity -\n', 'identity -\n']);
    expect(changing).toEqual([...all, ...all, '10.0.0.11 rewrite-secrets']);
    expect(readKeys('10.0.0.12')).toMatch(/^1 \S{44}\nidentity -\n$/);
  });

  test('decrypts the Secrets if the option is false', () => {
    const { changing, readKeys, stdout } = rotate(false, [first, first, first]);
    expect(changing).toEqual([...all, '10.0.0.11 rewrite-secrets', ...all]);
    expect(readKeys('10.0.0.11')).toBe('identity -\n');
    expect(stdout).toContain('Secrets are not encrypted any more');
  });

  test('changes nothing while a control plane is unreachable', () => {
    const { status, stdout, changing } = rotate(2, [first, first, first], { '10.0.0.13.fails': 'No route to host' });
    expect([status, changing]).toEqual([1, []]);
    expect(stdout).toContain('cp3: cannot read its keys: unreachable');
  });

  test('never uses a number again', () => {
    const third = '3 bmV3\nidentity -\n';
    const { status, stdout, changing } = rotate(2, [third, third, third]);
    expect([status, changing]).toEqual([1, []]);
    expect(stdout).toContain(
      'encryptionKey is 2, and the cluster has the key 3 already: keys are never used again; write 4',
    );
  });

  test('keeps the old key if the Secrets could not be written', () => {
    const { status, changing, readKeys } = rotate(2, [first, first, first], { '10.0.0.11.rewrite-secrets.fails': 'x' });
    expect([status, changing.at(-1)]).toEqual([1, '10.0.0.11 rewrite-secrets']);
    expect(readKeys('10.0.0.11')).toContain('1 b2xk');
  });
});

describe('the Secrets of a cluster', () => {
  const rewrite = (replace: string, recorded = '1') =>
    runHostScript('rewrite-secrets', {
      options: { encryptionKey: 2 },
      functions: 'sleep() { :; }',
      programs: {
        kubectl: `case $* in *'get configmap plinth'*) echo '${recorded}' ;; *'get namespaces'*) echo a b ;; *'get namespace a'*) echo namespace/a ;; *'get secrets --namespace a'*) echo '"kind": "Secret"' ;; *replace*) ${replace} ;; esac`,
      },
    });

  test('are written again in each namespace that has any', () => {
    const { status, calls } = rewrite(':');
    expect(status).toBe(0);
    expect(calls.filter((call) => call.includes('replace'))).toHaveLength(1);
    expect(calls.at(-2)).toContain('{"data": {"secrets-key": "2"}}');
  });

  test('are not written again if that is recorded', () => {
    expect(rewrite(':', '2').calls.filter((call) => call.includes('replace'))).toEqual([]);
  });

  test('are written again if one has changed at the same time, and not without end', () => {
    const { status, stderr, calls } = rewrite('echo "Operation cannot be fulfilled" >&2; exit 1');
    expect(status).toBe(1);
    expect(calls.filter((call) => call.includes('replace'))).toHaveLength(5);
    expect(stderr).toContain('could not write the Secrets of the namespace a (Operation cannot be fulfilled)');
  });
});
