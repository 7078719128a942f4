import { formatExplanation, formatTopics } from '../../../src/cli/explain';
import { listTopics } from '../../../src/cli/topics';
import { builtInLanguage } from '../../../src/synth';

const topics = listTopics(builtInLanguage);

describe('plinth explain', () => {
  it('lists the parts of a definition, and the kinds of clusters and components', () => {
    expect(formatTopics(topics)).toMatch(
      /^Definition\n {2}platform .*\n[^]*\nClusters\n[^]* {2}on-prem .*\n[^]*\nComponents\n[^]* {2}traefik {2,}Ingress controller, by Traefik\.\n[^]*\nplinth explain <topic> shows/,
    );
  });

  it('shows the options of a kind with type, default and description', () => {
    expect(formatExplanation(topics, 'traefik')).toContain(
      '  replicas  integer (at least 1); default: 2\n      number of pods\n',
    );
  });

  it('shows one option, also of an object in another topic', () => {
    expect(formatExplanation(topics, 'tenant.namespaces.quota.cpu')).toBe(
      'tenant.namespaces.quota.cpu: number (0.001 to 1000000000)\n\nsum of the CPU requests of all pods, in cores\ndefault: unlimited\nexample: cpu: 1\n',
    );
    expect(formatExplanation(topics, 'platform.tenants.applications.image')).toContain('\nrequired\n');
  });

  it('shows the options of an option that is an object', () => {
    expect(formatExplanation(topics, 'application.resources')).toContain('  memoryLimit  string; default: 512Mi\n');
  });

  it.each(['kinds', 'policies', 'tenantFiles'])('shows platform.%s, an option of files only', (option) => {
    expect(formatExplanation(topics, `platform.${option}`)).toContain(`platform.${option}: `);
  });

  it('accepts names in an object of objects', () => {
    expect(formatExplanation(topics, 'existing.provides.storage')).toContain('\n  classes  object of Endpoint.classes');
    expect(formatExplanation(topics, 'existing.provides.storage.classes.fast.default')).toContain(
      '\nwhether it is the default StorageClass\n',
    );
    expect(formatExplanation(topics, 'existing.provides.storage')).not.toContain('issuer');
    expect(formatExplanation(topics, 'existing.provides')).toMatch(/^names: .*, storage, .*$/m);
    expect(formatExplanation(topics, 'platform.clusters.dc1')).toContain('platform.clusters.dc1: Cluster');
  });

  it.each([
    ['Resources', 'memoryLimit  string'],
    ['Env', 'secret  string; required'],
  ])('shows the options of a type by its name: %s', (name, option) => {
    expect(formatExplanation(topics, name)).toContain(option);
  });

  it('shows the option with a name where there is one, and the places of several', () => {
    expect(formatExplanation(topics, 'quota.cpu')).toMatch(/^tenant\.quota\.cpu: number/);
    expect(formatExplanation(topics, 'calls')).toMatch(
      /^calls is an option of 2 topics:\n\n {2}plinth explain application\.calls\n {6}targets .*\n {2}plinth explain job\.calls\n/,
    );
  });

  it.each([
    ['treafik', "'treafik' is not a kind, an option or a part of the definition: write 'traefik'"],
    ['cronjob', "'cronjob' is not a kind, an option or a part of the definition: write 'job'"],
    ['database', "'database' is not a kind, an option or a part of the definition: write 'uses'"],
    ['eks', "'eks' is a kind of plinth/aws, which no definition here loads: write kinds: [plinth/aws] in it"],
    ['traefik.replica', "traefik has no option 'replica': write 'replicas'"],
    ['traefik.replicas.max', 'traefik.replicas has no options: remove .max'],
  ])('suggests what to write in place of %s', (path, message) => {
    expect(() => formatExplanation(topics, path)).toThrow(message);
  });
});
