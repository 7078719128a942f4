import { providerPackages, requireProviderPackage } from '../../clouds/provider-package';

// At load time: the modules of the package are imported next.
requireProviderPackage(providerPackages.google);
