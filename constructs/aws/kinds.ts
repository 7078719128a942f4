import { eks } from './eks';

/** All kinds of `plinth/aws`, for `language([...kinds, ...awsKinds])`. */
export const awsKinds = [eks] as const;
