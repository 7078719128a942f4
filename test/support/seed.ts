import fc from 'fast-check';

/** The same platforms are generated in every run, so that a failure is of the change at hand; PLINTH_SEED explores others. */
fc.configureGlobal({ seed: Number(process.env.PLINTH_SEED ?? 20261121) });
