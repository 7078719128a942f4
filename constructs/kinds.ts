import { existing } from './clusters/existing';
import { flannel } from './components/flannel';

/** Every kind that Plinth brings. A platform with kinds of its own says `language([...kinds, mine])`. */
export const kinds = [existing, flannel] as const;
