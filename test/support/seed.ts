import fc from 'fast-check';

/** Fixes the seed of property tests, so that every run generates the same platforms. PLINTH_SEED sets another seed. */
fc.configureGlobal({ seed: Number(process.env.PLINTH_SEED ?? 20261121) });
