import { formatProblem } from '../../../src/schema/problem';
import { testing } from '../../support/kinds';
import { applications, validPlatform } from '../../support/problems';

const check = (image: string) =>
  testing.check({ ...validPlatform, ...applications({ web: { image } }) }).map(formatProblem);

test('an image with the tag latest is a warning, for applications on several clusters once', () => {
  expect(check('registry.test.example/web:latest')).toEqual([
    'tenants.shop.applications.web.image is "registry.test.example/web:latest": has the tag latest: pods may run different versions, and an apply does not deploy a new one; write the version, such as registry.test.example/web:1.4.2, or a digest',
  ]);
  expect(check(`registry.test.example/web:latest@sha256:${'0'.repeat(64)}`)).toEqual([]);
  expect(check('registry.test.example/web:latest-2')).toEqual([]);
});
