import { runHostScript, type ScriptHost } from './run-host-script';
import { stateFile } from './state-file';

const certificate = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----';
const options = { backup: { certificate, folder: '/var/backups', keep: 2 } };
const controlPlane = { ROLE: 'control-plane' };
const joined = { 'etc/plinth/cluster': stateFile({ role: 'control-plane' }) };

/** Files of the keys that a backup contains. */
const keys = Object.fromEntries(
  [
    'ca.crt',
    'ca.key',
    'sa.key',
    'sa.pub',
    'front-proxy-ca.crt',
    'front-proxy-ca.key',
    'etcd/ca.crt',
    'etcd/ca.key',
  ].map((file) => [`etc/kubernetes/pki/${file}`, file]),
);

/** Returns the files that exist: those with a content. */
function omitMissing(files: Readonly<Record<string, string | undefined>>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(files).flatMap(([file, content]) => (content === undefined ? [] : [[file, content]])),
  );
}

describe('the timer of backups', () => {
  const configure = (host: ScriptHost = {}) =>
    runHostScript('configure-backup', {
      options,
      environment: { ...controlPlane, S3_CREDENTIALS: '' },
      programs: { 'systemd-analyze': '', openssl: 'cat >/dev/null' },
      ...host,
      files: { ...joined, ...host.files },
    });

  test('runs a program on the schedule, and a first backup at once', () => {
    const { status, calls, readFile } = configure();
    expect(status).toBe(0);
    expect(readFile('etc/systemd/system/plinth-backup.timer')).toContain('OnCalendar=*-*-* 02:00:00');
    expect(readFile('var/lib/plinth/create-backup')).toContain('create_backup');
    expect(calls.filter((call) => call.includes('systemctl')).map((call) => call.replace('straight ', ''))).toEqual([
      ...['systemctl daemon-reload', 'systemctl enable --quiet --now plinth-backup.timer'],
      'systemctl start plinth-backup.service',
    ]);
  });

  test('is removed with the option', () => {
    const files = { 'var/lib/plinth/create-backup': '', 'etc/systemd/system/plinth-backup.timer': '' };
    const { status, calls, readFile } = configure({ options: {}, files });
    expect(status).toBe(0);
    expect(calls).toContain('straight systemctl disable --quiet --now plinth-backup.timer');
    expect(readFile('var/lib/plinth/create-backup')).toBeUndefined();
    expect(readFile('etc/systemd/system/plinth-backup.timer')).toBeUndefined();
    expect(configure({ options: {} }).calls.filter(Boolean)).toEqual([]);
  });

  test('is not installed with a schedule or certificate that is not valid', () => {
    const schedule = configure({ programs: { 'systemd-analyze': 'exit 1', openssl: '' } });
    expect([schedule.status, schedule.readFile('var/lib/plinth/create-backup')]).toEqual([1, undefined]);
    expect(schedule.stderr).toContain("backup.schedule '*-*-* 02:00:00' is not a time of systemd");
    const invalid = configure({ programs: { 'systemd-analyze': '', openssl: 'exit 1' } });
    expect(invalid.stderr).toContain('backup.certificate is not a certificate that openssl can read');
  });
});

describe('a backup', () => {
  /** Runs create_backup with programs that archive and encrypt as text. */
  const create = (host: Omit<ScriptHost, 'functions'> & { etcdctl?: string } = {}) =>
    runHostScript('get-teardown', {
      options: host.options ?? options,
      environment: controlPlane,
      functions: `etcdctl() { ${host.etcdctl ?? 'echo data >"$3"'}; }; create_backup`,
      programs: {
        kubelet: "echo 'Kubernetes v1.36.3'",
        'systemd-analyze':
          "printf '    Next elapse: Fri 2026-11-27 03:00:00 CET\\n       (in UTC): Fri 2026-11-27 02:00:00 UTC\\n'",
        tar: 'echo "archive of $*"',
        openssl: 'out= ; while [ $# -gt 0 ]; do if [ "$1" = -out ]; then out=$2; fi; shift; done; cat >"$out"',
        ...host.programs,
      },
      files: { ...joined, ...keys, 'var/lib/etcd/member/data': '', ...host.files },
    });

  test('contains a snapshot and the keys of the cluster, encrypted for the certificate', () => {
    const { status, stderr, calls, readFile } = create();
    expect(status).toBe(0);
    const file = /wrote \/(\S+\.backup)/.exec(stderr)?.[1] ?? '';
    expect(file).toMatch(/^var\/backups\/dc1-w1-\d{8}T\d{6}Z\.backup$/);
    const archive = readFile(file);
    for (const content of ['etcd.db', 'pki/ca.key', 'pki/sa.key', 'pki/front-proxy-ca.key', 'pki/etcd/ca.key'])
      expect(archive).toContain(` ${content}`);
    expect(calls.find((call) => call.startsWith('openssl'))).toMatch(/cms -encrypt .*-aes256 .*certificate\.pem$/);
    const [time, due] = (readFile('var/lib/plinth/last-backup') ?? '').split('\n');
    expect(Number(time?.replace('time=', ''))).toBeGreaterThan(1_700_000_000);
    expect(due).toBe('due=1795744800');
    expect(readFile('var/lib/plinth/metrics/backup.prom')).toContain(
      'plinth_backup_due_timestamp_seconds 1795744800\n',
    );
  });

  test('of a cluster with etcd hosts has a snapshot of one of them, and no key of their CA', () => {
    const { status, stderr, calls, readFile } = create({
      options: { ...options, etcd: { e1: '10.0.0.31', e2: '10.0.0.32', e3: '10.0.0.33' } },
      etcdctl: 'return 1',
      programs: {
        ctr: 'if [[ $* == *10.0.0.32* ]]; then file=${*: -1}; echo data >"$(echo "$ROOT"/var/lib/plinth-*)/${file##*/}"; elif [[ $* == *etcdctl* ]]; then exit 1; fi',
      },
    });
    expect([status, stderr]).toEqual([0, expect.stringContaining('wrote /')]);
    expect(calls.filter((call) => call.includes('snapshot save'))).toHaveLength(2);
    expect(calls.find((call) => call.includes('images pull'))).toContain('registry.k8s.io/etcd:');
    const archive = readFile(/wrote \/(\S+\.backup)/.exec(stderr)?.[1] ?? '');
    expect(archive).toContain('pki/ca.key');
    expect(archive).not.toContain('etcd/ca');
  });

  describe('with a bucket', () => {
    const s3 = { endpoint: 'https://s3.acme.example', bucket: 'backups', prefix: 'dc1/', credentials: 'key' };
    const credentials = '[default]\naws_access_key_id = id\naws_secret_access_key = secret+/=\n';
    const names = [1, 2, 3].map((day) => `dc1-w1-2020010${day}T000000Z.backup`);
    const curl = (status: number) =>
      `cat >>"$ROOT/requests"; while [ $# -gt 1 ]; do if [ "$1" = --output ]; then echo '${names
        .map((name) => `<Key>dc1/${name}</Key>`)
        .join('')}' >"$2"; fi; shift; done; printf ${status}`;
    const upload = (
      status: number,
      files: Readonly<Record<string, string>> = { 'etc/plinth/s3-credentials': credentials },
    ) => create({ options: { backup: { ...options.backup, s3 } }, files, programs: { curl: curl(status) } });

    test('is uploaded, and replaces the oldest ones there', () => {
      const { status, calls, readFile } = upload(200);
      expect(status).toBe(0);
      const requests = calls.filter((call) => call.startsWith('curl'));
      expect(requests[0]).toMatch(
        /--request PUT .*https:\/\/s3\.acme\.example\/backups\/dc1\/dc1-w1-\d{8}T\d{6}Z\.backup$/,
      );
      expect(requests[1]).toMatch(/--request GET .*\/backups\?list-type=2&prefix=dc1%2Fdc1-w1-$/);
      expect(requests.slice(2).map((call) => / (DELETE) .*\/(.*)$/.exec(call)?.slice(1))).toEqual([
        ['DELETE', names[0]],
      ]);
      expect(readFile('requests')).toMatch(
        /Credential=id\/\d{8}\/us-east-1\/s3\/aws4_request, .*Signature=[0-9a-f]{64}/,
      );
      expect(calls.join() + (readFile('requests') ?? '')).not.toContain('secret+/=');
    });

    test('is not recorded unless it was uploaded', () => {
      for (const [result, message] of [
        [upload(403), 'could not upload dc1-w1-'],
        [upload(200, {}), '/etc/plinth/s3-credentials has no aws_access_key_id'],
      ] as const) {
        expect([result.status, result.readFile('var/lib/plinth/last-backup')]).toEqual([1, undefined]);
        expect(result.stderr).toContain(message);
      }
    });
  });

  test('replaces the oldest ones of its host', () => {
    const old = (host: string, day: number) => `var/backups/dc1-${host}-2020010${day}T000000Z.backup`;
    const files = Object.fromEntries([old('w1', 1), old('w1', 2), old('cp2', 1)].map((path) => [path, 'old']));
    const { readFile } = create({ files });
    expect(readFile(old('w1', 1))).toBeUndefined();
    expect(readFile(old('w1', 2))).toBe('old');
    expect(readFile(old('cp2', 1))).toBe('old');
  });

  test.each([
    [
      'etcd has no snapshot',
      { etcdctl: 'echo "context deadline exceeded" >&2; return 1' },
      'context deadline exceeded',
    ],
    [
      'a key is missing',
      { files: { 'etc/kubernetes/pki/sa.key': undefined } },
      'pki/sa.key does not exist: no backup was written',
    ],
    ['it cannot be encrypted', { programs: { openssl: 'exit 1' } }, 'no backup was written'],
  ])(
    'is not written if %s',
    (
      _,
      {
        files,
        ...host
      }: {
        files?: Readonly<Record<string, string | undefined>>;
        etcdctl?: string;
        programs?: Readonly<Record<string, string>>;
      },
      message,
    ) => {
      const { status, stderr, readFile } = runHostScript('get-teardown', {
        options,
        environment: controlPlane,
        functions: `etcdctl() { ${host.etcdctl ?? 'echo data >"$3"'}; }; create_backup`,
        programs: { kubelet: '', tar: '', openssl: 'cat >/dev/null', ...host.programs },
        files: omitMissing({ ...joined, ...keys, 'var/lib/etcd/member/data': '', ...files }),
      });
      expect(status).toBe(1);
      expect(stderr).toContain(message);
      expect(readFile('var/lib/plinth/last-backup')).toBeUndefined();
    },
  );
});

describe('a control plane in a restore', () => {
  test('is reset first, and its etcd data are kept', () => {
    const { status, stderr, calls, readFile } = runHostScript('discard-member', {
      environment: controlPlane,
      functions: 'running_containers() { :; }',
      files: { ...joined, 'etc/kubernetes/kubelet.conf': '', 'var/lib/etcd/member/data': 'data' },
    });
    expect(status).toBe(0);
    const saved = /moved its etcd data to \/(\S+);/.exec(stderr)?.[1] ?? '';
    expect(readFile(`${saved}/member/data`)).toBe('data');
    expect(readFile('etc/plinth/cluster')).toContain('stage=prepared');
    expect(calls).toContain('straight kubeadm reset --force --skip-phases=remove-etcd-member');
  });

  const image = 'registry.k8s.io/etcd:3.6.8-0';
  const restore = (stage: string, environment: Readonly<Record<string, string>> = {}) =>
    runHostScript('restore-control-plane', {
      environment: { ...controlPlane, BACKUP_NAME: 'dc1.backup', ETCD_CERTIFICATES: '', ...environment },
      functions: 'wait_serving_certificate() { :; }',
      programs: {
        kubeadm: `if [[ $* == *'images list'* ]]; then echo ${image}; fi`,
        ctr: `if [[ $* == *--help* ]]; then echo --bump-revision; else mkdir -p "$ROOT/var/lib/plinth/restore/data/member"; echo restored >"$ROOT/var/lib/plinth/restore/data/member/data"; fi`,
      },
      files: {
        'etc/plinth/cluster': stateFile({ stage, role: 'control-plane' }),
        'var/lib/plinth/restore/pki/ca.key': 'key of the CA',
        'var/lib/plinth/restore/etcd.db': '',
      },
    });

  test('has the keys and data of the backup, as the only member of etcd', () => {
    const { status, calls, readFile } = restore('prepared');
    expect(status).toBe(0);
    expect(readFile('etc/kubernetes/pki/ca.key')).toBe('key of the CA');
    expect(readFile('var/lib/etcd/member/data')).toBe('restored\n');
    expect(readFile('var/lib/plinth/restore/pki/ca.key')).toBeUndefined();
    expect(readFile('etc/plinth/cluster')).toContain('stage=joined');
    const snapshot = calls.find((call) => call.includes('snapshot restore /work/etcd.db'));
    expect(snapshot).toContain(`${image} plinth-etcd-`);
    expect(snapshot).toContain('--initial-cluster w1=https://10.0.0.21:2380');
    expect(snapshot).toContain('--bump-revision 1000000000 --mark-compacted');
    expect(calls.find((call) => call.includes('kubeadm init'))).toContain(
      '--ignore-preflight-errors DirAvailable--var-lib-etcd',
    );
    expect(calls.find((call) => call.includes('patch configmap plinth'))).toContain(
      '"identity": "x", "restored-from": "dc1.backup"',
    );
  });

  test('is not changed unless it was reset before', () => {
    const { status, readFile } = restore('joined');
    expect(status).toBe(1);
    expect(readFile('etc/kubernetes/pki/ca.key')).toBeUndefined();
  });
});
