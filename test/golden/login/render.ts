import { builtInLanguage } from '../../../src/synth';
import { synthesize, type Files } from '../../support/output-files';
import { platform } from './platform';

/** Renders the manifests of an application with log-in behind NGINX, and of its gate. */
export function renderGoldenLogin(): Files {
  const files = synthesize(platform, undefined, builtInLanguage);
  return Object.fromEntries(Object.entries(files).filter(([path]) => /^dist\/.*(shop|gates).*\.yaml$/.test(path)));
}
