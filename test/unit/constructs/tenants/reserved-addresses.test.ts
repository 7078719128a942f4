import { evaluateAdmission } from '../../../../constructs/tenants/admission/evaluate';
import { renderRestrictions } from '../../../../constructs/tenants/admission/restrictions';
import { services } from '../../../../constructs/tenants/admission/services';
import { tenantLabel } from '../../../../src/kinds/labels';

const annotations = renderRestrictions({ hosts: [], priorityClasses: [] });
const namespace = { metadata: { name: 'shop', labels: { [tenantLabel]: 'shop' }, annotations } };

function isRefused(serviceRanges: readonly string[], spec: object): boolean {
  const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web' }, spec };
  return evaluateAdmission([services({ solverNamespace: undefined, serviceRanges })], service, namespace).length > 0;
}

describe('the addresses of Services that are reserved for fixed ones', () => {
  test.each([
    [['10.96.0.0/12'], ['10.96.0.1', '10.96.0.10', '10.96.0.255'], ['10.96.0.0', '10.96.1.0', '10.97.0.10']],
    [['10.0.0.0/24'], ['10.0.0.15'], ['10.0.0.16', '10.0.0.150']],
    [['10.0.0.128/25'], ['10.0.0.129', '10.0.0.143'], ['10.0.0.144', '10.0.0.1']],
    [['10.0.0.8/29'], ['10.0.0.9', '10.0.0.15'], ['10.0.0.16']],
    [
      ['fd00:10:96::/112'],
      ['fd00:10:96::1', 'fd00:10:96:0::a', 'FD00:10:96::00FF', 'fd00:10:96:0:0:0:0:ff'],
      ['fd00:10:96::100', 'fd00:10:96::1:1', 'fd00:10:96::'],
    ],
    // Other forms of 10.96.0.77, which the API server reads, too.
    [
      ['10.96.0.0/16', 'fd00:10:96::/112'],
      ['10.96.0.077', '010.96.0.77', '::ffff:10.96.0.77', '::ffff:a60:4d', 'fd00:10:96::a'],
      ['10.96.1.77', 'fd00:10:96::1:77', '', 'None'],
    ],
  ])('are at the beginning of %s', (ranges, reserved, others) => {
    const refused = [...reserved, ...others].filter((clusterIP) => isRefused(ranges, { clusterIP }));
    expect(refused).toEqual(reserved);
    const refusedInLists = [...reserved, ...others].filter((address) => isRefused(ranges, { clusterIPs: [address] }));
    expect(refusedInLists).toEqual(reserved);
  });

  it('are unknown without ranges', () => {
    expect(isRefused([], { clusterIP: '10.96.0.10' })).toBe(false);
  });
});
