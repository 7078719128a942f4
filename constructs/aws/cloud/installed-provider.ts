import { requireProviderPackage } from './provider-package';

// At load time: the modules of the package are imported next.
requireProviderPackage();
