import core from '../../package.json' with { type: 'json' }

/** The version of Assay that exports are made with. */
export const assayVersion = core.version
