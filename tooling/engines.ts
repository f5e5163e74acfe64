import { existsSync } from 'node:fs'
import { run } from './command.ts'

interface Engine {
  readonly name: string
  readonly debianPackage: string
  /** Tells the tests where it is; a test whose engine is absent skips itself and says so. */
  readonly variable: string
  readonly paths: readonly string[]
  /** What must exist below a found path for it to count. */
  readonly probe: string
}

const engines: readonly Engine[] = [
  {
    name: 'PostgreSQL 15',
    debianPackage: 'postgresql-15',
    variable: 'ASSAY_TEST_POSTGRES15_BIN',
    paths: ['/usr/lib/postgresql/15/bin', '/opt/homebrew/opt/postgresql@15/bin'],
    probe: '/initdb',
  },
  {
    name: 'Chromium',
    debianPackage: 'chromium',
    variable: 'ASSAY_TEST_CHROMIUM',
    paths: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
    probe: '',
  },
]

function locate(engine: Engine): string | undefined {
  return process.env[engine.variable] ?? engine.paths.find((path) => existsSync(path + engine.probe))
}

/** Variables for the tests, one for each engine that this machine has. */
export function engineEnv(): Record<string, string> {
  return Object.fromEntries(engines.flatMap((engine) => [[engine.variable, locate(engine)]].filter(isFound)))
}

function isFound(pair: (string | undefined)[]): pair is [string, string] {
  return pair[1] !== undefined
}

/** Engines that this machine lacks. */
export function absentEngines(): readonly Engine[] {
  return engines.filter((engine) => locate(engine) === undefined)
}

/** In CI, as root on a Debian, installs what is absent. */
export async function installEngines(): Promise<void> {
  const absent = absentEngines()
  const mayInstall = Boolean(process.env['CI']) && process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (!mayInstall || absent.length === 0) return
  // run level 1 keeps the packages from starting services of their own
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  const packages = absent.map((engine) => engine.debianPackage)
  await run(['apt-get', 'update', '-qq'], { env, timeoutSeconds: 120 })
  const { ok, output } = await run(['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...packages], {
    env,
    timeoutSeconds: 300,
  })
  if (!ok) console.log(`engines were not installed:\n${output.trim().split('\n').slice(-5).join('\n')}`)
}
