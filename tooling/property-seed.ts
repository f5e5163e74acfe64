import { configureGlobal } from 'fast-check'

/** In CI the same commit is asked the same; everywhere else properties are looked for anew each time. */
if (process.env['CI']) configureGlobal({ seed: 20_261_121 })
