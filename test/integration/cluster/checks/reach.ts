import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { providesLabel } from '../../../../src/kinds/labels';
import type { Check } from '../check';
import { askCyclonus } from '../cyclonus';
import { actorsOf, policiesIn, questionsOf, reachTable, told, type Actor, type ActorQuestion } from '../reach-table';
import { reportFolder } from '../session';

/**
 * Ports of capabilities that tenants' pods may use themselves. Whatever else a component offers goes through the API
 * server, or calls the tenants.
 */
const offered: Readonly<Record<string, readonly string[]>> = {
  dns: ['TCP 53', 'UDP 53'],
  identity: ['TCP 4433', 'TCP 4444'],
  permissions: ['TCP 4466'],
  'access-rules': ['TCP 4455', 'TCP 4456'],
};

/** What a description gives to an application by the `capabilities` of its tenant, said once more: the platform team of dsenv. */
const granted: Readonly<Record<string, readonly string[]>> = {
  'dssys/blueprinter': [
    'argo-cd/argocd-server TCP 8080',
    'grafana/grafana TCP 3000',
    'loki/loki TCP 3100',
    'monitoring/prometheus TCP 9090',
  ],
};

/** Who may reach whom, by the policies of tenants and components together, as a public evaluator reads them. */
export const check: Check = {
  name: 'tenants reach components only on what these offer',
  skip: ({ objects }) => (policiesIn(objects).length > 0 ? undefined : 'no network policy'),
  async run({ label, objects, scratch }) {
    const called = `reach-${label.replace(/\W+/g, '-')}`;
    const policies = policiesIn(objects);
    const actors = actorsOf(objects);
    const questions = questionsOf(actors, policies);
    const answers = await askCyclonus(policies, questions, join(scratch, called));
    const allowed = questions.filter((_, index) => answers[index]);
    mkdirSync(reportFolder, { recursive: true });
    writeFileSync(join(reportFolder, `${called}.md`), reachTable(label, actors, allowed));
    const wrong = allowed
      .filter(({ source, target }) => source.tenant !== undefined && isComponent(target))
      .filter(isNotOffered)
      .filter(({ source, target, port }) => !granted[source.name]?.includes(`${target.name} ${told(port)}`));
    if (wrong.length > 0)
      throw new Error(
        wrong.map(({ source, target, port }) => `${source.name} reaches ${target.name} on ${told(port)}`).join('\n'),
      );
  },
};

function isComponent({ namespace, tenant }: Actor): boolean {
  return namespace !== undefined && tenant === undefined;
}

function isNotOffered({ target, port }: ActorQuestion): boolean {
  const labels = target.end.pod?.namespaceLabels ?? {};
  const offers = (capability: string) =>
    target.namespace === 'kube-system' ? capability === 'dns' : labels[providesLabel(capability)] === 'true';
  return !Object.entries(offered).some(([capability, ports]) => offers(capability) && ports.includes(told(port)));
}
