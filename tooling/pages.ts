import { run, workspaceEnv } from './command.ts'

// builds the pages; does nothing when that was done already. Turborepo knows by their sources whether it was
const env = { ...workspaceEnv, DO_NOT_TRACK: '1', TURBO_TELEMETRY_DISABLED: '1', NEXT_TELEMETRY_DISABLED: '1' }
const said = setTimeout(() => console.error('building the pages, once: about half a minute …'), 500)
const { ok, output } = await run(['turbo', 'run', 'pages', '--output-logs=errors-only'], { env })
clearTimeout(said)
if (!ok) console.error(output)
process.exitCode = ok ? 0 : 1
