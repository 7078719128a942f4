// First: the other files load modules of the package that it checks.
import './cloud/installed-provider';

export { eks } from './eks';
export { awsKinds } from './kinds';
