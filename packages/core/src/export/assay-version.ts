import core from '../../package.json' with { type: 'json' }

export const assayVersion = core.version
