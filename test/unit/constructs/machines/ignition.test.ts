import { renderIgnition, type IgnitionOptions } from '../../../../constructs/machines';

const host = { name: 'w1', address: '10.0.0.21', user: 'core' };
const dualStackHost = { ...host, secondAddress: 'fd00:10::21' };
const network = {
  ...{ interface: 'ens192', prefixLength: 24, gateway: '10.0.0.1', nameServers: ['10.0.0.2', 'fd00:10::2'] },
  secondGateway: 'fd00:10::1',
};
const options: IgnitionOptions = { system: 'flatcar', authorizedKeys: ['ssh-ed25519 AAAA ops'], network };

interface Configuration {
  readonly passwd: object;
  readonly storage: { readonly files: readonly { path: string; mode: number; contents: { source: string } }[] };
  readonly systemd?: { readonly units: readonly { name: string; mask?: boolean; contents?: string }[] };
}

function render(changes: Partial<IgnitionOptions> = {}, machine: typeof host & { secondAddress?: string } = host) {
  const configuration = JSON.parse(renderIgnition(machine, { ...options, ...changes })) as Configuration;
  const files = Object.fromEntries(
    configuration.storage.files.map(({ path, contents }) => [
      path,
      Buffer.from(contents.source.replace('data:;base64,', ''), 'base64').toString(),
    ]),
  );
  return { ...configuration, files };
}

describe('user data for Ignition', () => {
  it('have the host name, and a user with public keys and sudo', () => {
    const { passwd, files } = render();
    expect(passwd).toEqual({ users: [{ name: 'core', sshAuthorizedKeys: ['ssh-ed25519 AAAA ops'] }] });
    expect(files).toMatchObject({
      '/etc/hostname': 'w1\n',
      '/etc/sudoers.d/plinth': 'core ALL=(ALL) NOPASSWD:ALL\n',
    });
  });

  it('configure the addresses of Flatcar for systemd-networkd', () => {
    expect(render({}, dualStackHost).files['/etc/systemd/network/10-plinth.network']).toBe(
      '[Match]\nName=ens192\n[Network]\nAddress=10.0.0.21/24\nAddress=fd00:10::21/64\nGateway=10.0.0.1\nGateway=fd00:10::1\nDNS=10.0.0.2\nDNS=fd00:10::2\n',
    );
  });

  it('configure the addresses of Fedora CoreOS for NetworkManager, readable by root only', () => {
    const path = '/etc/NetworkManager/system-connections/ens192.nmconnection';
    const { files, storage } = render({ system: 'fedora-coreos' }, dualStackHost);
    expect(files[path]).toContain('[ipv4]\nmethod=manual\naddress1=10.0.0.21/24,10.0.0.1\ndns=10.0.0.2;\n');
    expect(files[path]).toContain('[ipv6]\nmethod=manual\naddress1=fd00:10::21/64,fd00:10::1\ndns=fd00:10::2;\n');
    expect(storage.files.find((file) => file.path === path)?.mode).toBe(0o600);
  });

  it('keep the operating system from restarting a node that is not drained', () => {
    expect(render().systemd?.units).toEqual([{ name: 'locksmithd.service', mask: true }]);
    expect(render({ system: 'fedora-coreos' }).files['/etc/zincati/config.d/90-plinth.toml']).toContain(
      'enabled = false',
    );
  });

  it('run commands at the first boot, once', () => {
    const { files, systemd } = render({ commands: ['echo "$HOME"'] });
    expect(files['/etc/plinth-first-boot.sh']).toBe('set -eu\necho "$HOME"\n');
    const { contents = '' } = systemd?.units.find(({ name }) => name === 'plinth-first-boot.service') ?? {};
    expect(contents).toContain('ConditionPathExists=!/var/lib/plinth-first-boot\n');
  });
});
