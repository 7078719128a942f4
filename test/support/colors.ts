/**
 * Removes the variables that set colors, so that tests read the same messages everywhere: on CI services, Jest passes
 * FORCE_COLOR to its workers, and with it to the programs that tests run.
 */
for (const name of ['FORCE_COLOR', 'NO_COLOR']) Reflect.deleteProperty(process.env, name);
