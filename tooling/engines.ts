import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { root, run, runOrThrow } from './command.ts'

interface Engine {
  readonly name: string
  /** What CI installs: a package of Debian, of npm or of Go, or packages of the Python index, with versions. */
  readonly source: Source
  /** Tells the tests where it is; a test whose engine is absent skips itself and says so. */
  readonly variable: string
  readonly paths: readonly string[]
  /** What must exist below a found path for it to count. */
  readonly probe: string
}

type Source =
  | { readonly debian: string }
  | { readonly npm: string }
  | { readonly python: string }
  | { readonly go: string }

const transformers = '@huggingface/transformers'
const nbclient = 'nbclient==0.11.0'
const schemathesis = 'schemathesis==4.32.5'
const pythonClient = 'requests==2.34.2 pyarrow==26.0.1'
const mlflow = 'mlflow==3.17.2'
const versitygw = 'github.com/versity/versitygw/cmd/versitygw@v1.8.0'
const minio = 'github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c'
const cache = join(root, 'node_modules/.cache/assay-engines')

const engines: readonly Engine[] = [
  {
    name: 'PostgreSQL 15',
    source: { debian: 'postgresql-15' },
    variable: 'ASSAY_TEST_POSTGRES15_BIN',
    paths: ['/usr/lib/postgresql/15/bin', '/opt/homebrew/opt/postgresql@15/bin'],
    probe: '/initdb',
  },
  {
    name: 'Chromium',
    source: { debian: 'chromium' },
    variable: 'ASSAY_TEST_CHROMIUM',
    paths: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
    probe: '',
  },
  {
    name: 'bubblewrap',
    source: { debian: 'bubblewrap' },
    variable: 'ASSAY_TEST_BWRAP',
    paths: ['/usr/bin/bwrap'],
    probe: '',
  },
  {
    name: 'Docker',
    source: { debian: 'docker.io' },
    variable: 'ASSAY_TEST_DOCKERD',
    paths: ['/usr/sbin/dockerd', '/usr/bin/dockerd'],
    probe: '',
  },
  {
    name: 'busybox',
    source: { debian: 'busybox-static' },
    variable: 'ASSAY_TEST_BUSYBOX',
    paths: ['/bin/busybox', '/usr/bin/busybox'],
    probe: '',
  },
  {
    name: 'ONNX runtime',
    source: { npm: transformers },
    variable: 'ASSAY_TEST_TRANSFORMERS',
    paths: [join(cacheOf(transformers), 'node_modules'), join(root, 'node_modules')],
    probe: `/${transformers}/package.json`,
  },
  {
    name: 'Jupyter',
    source: { python: nbclient },
    variable: 'ASSAY_TEST_JUPYTER',
    paths: [join(pythonCacheOf(nbclient), 'bin/jupyter-execute')],
    probe: '',
  },
  {
    name: 'Deno',
    source: { npm: 'deno' },
    variable: 'ASSAY_TEST_DENO',
    paths: [join(cacheOf('deno'), 'node_modules/.bin/deno')],
    probe: '',
  },
  {
    name: 'tslab',
    source: { npm: 'tslab' },
    variable: 'ASSAY_TEST_TSLAB',
    paths: [join(cacheOf('tslab'), 'node_modules/.bin/tslab')],
    probe: '',
  },
  {
    name: 'Schemathesis',
    source: { python: schemathesis },
    variable: 'ASSAY_TEST_SCHEMATHESIS',
    paths: [join(pythonCacheOf(schemathesis), 'bin/schemathesis')],
    probe: '',
  },
  {
    name: 'requests and pyarrow',
    source: { python: pythonClient },
    variable: 'ASSAY_TEST_PYTHON',
    paths: [pythonCacheOf(pythonClient)],
    // a program of a package that requests needs
    probe: '/bin/normalizer',
  },
  {
    name: 'MLflow',
    source: { python: mlflow },
    variable: 'ASSAY_TEST_MLFLOW',
    paths: [join(pythonCacheOf(mlflow), 'bin/mlflow')],
    probe: '',
  },
  {
    name: 'versitygw',
    source: { go: versitygw },
    variable: 'ASSAY_TEST_VERSITYGW',
    paths: [goProgramOf(versitygw)],
    probe: '',
  },
  {
    name: 'MinIO',
    source: { go: minio },
    variable: 'ASSAY_TEST_MINIO',
    paths: [goProgramOf(minio)],
    probe: '',
  },
]

/** Apart from the dependencies of the workspace, because it is none: a folder for each version. */
function cacheOf(npmPackage: string): string {
  return join(cache, pinned(npmPackage).replaceAll('/', '-'))
}

/** A virtual environment for each version. */
function pythonCacheOf(requirements: string): string {
  return join(cache, `python-${requirements.replaceAll('==', '@').replaceAll(' ', '-')}`)
}

/** A folder for each version, with the program in it. */
function goProgramOf(module: string): string {
  return join(cache, `go-${basename(module)}`, basename(module).replace(/@.*/, ''))
}

/** A package with its version in the catalog. */
function pinned(npmPackage: string): string {
  const catalog = readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8')
  const version = new RegExp(`^ {2}"?${npmPackage}"?: (.+)$`, 'm').exec(catalog)?.[1]
  if (version === undefined) throw new Error(`${npmPackage} is not in the catalog of pnpm-workspace.yaml`)
  return `${npmPackage}@${version}`
}

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

/** In CI, installs what is absent: of npm, Python and Go, as root on a Debian its own. What fails stays absent. */
export async function installEngines(): Promise<void> {
  if (!process.env['CI']) return
  const sources = absentEngines().map((engine) => engine.source)
  const fromDebian = sources.flatMap((source) => ('debian' in source ? [source.debian] : []))
  const fromNpm = sources.flatMap((source) => ('npm' in source ? [source.npm] : []))
  const fromPython = sources.flatMap((source) => ('python' in source ? [source.python] : []))
  const fromGo = sources.flatMap((source) => ('go' in source ? [source.go] : []))
  const fromRegistries = [
    ...fromNpm.map(installFromNpm),
    ...fromPython.map(installFromPython),
    ...fromGo.map(installFromGo),
  ]
  await Promise.all([installFromDebian(fromDebian), ...fromRegistries])
}

async function installFromDebian(packages: readonly string[]): Promise<void> {
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (!mayInstall || packages.length === 0) return
  // run level 1 keeps the packages from starting services of their own
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive', RUNLEVEL: '1' }
  await run(['apt-get', 'update', '-qq'], { env, timeoutSeconds: 120 })
  const { ok, output } = await run(['apt-get', 'install', '-y', '-qq', '--no-install-recommends', ...packages], {
    env,
    timeoutSeconds: 300,
  })
  if (!ok) sayFailed(packages, output.trim().split('\n').slice(-5))
}

/** Moves a package into the cache once it has loaded, so that nothing half-installed is ever found. */
async function installFromNpm(npmPackage: string): Promise<void> {
  try {
    mkdirSync(cache, { recursive: true })
    const folder = mkdtempSync(join(cache, 'installing-'))
    try {
      await installInto(folder, npmPackage)
      renameSync(folder, cacheOf(npmPackage))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  } catch (error) {
    sayFailed([npmPackage], String(error).split('\n').slice(0, 5))
  }
}

/** Makes the environment where it stays, as its scripts hold its path; what is half-made has no scripts yet. */
async function installFromPython(requirements: string): Promise<void> {
  const folder = pythonCacheOf(requirements)
  try {
    await runOrThrow(['python3', '-m', 'venv', '--clear', folder], { cwd: root, timeoutSeconds: 60 })
    const pip = [join(folder, 'bin/python'), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check']
    await runOrThrow([...pip, ...requirements.split(' ')], { cwd: root, env: process.env, timeoutSeconds: 180 })
  } catch (error) {
    rmSync(folder, { recursive: true, force: true })
    sayFailed([requirements], String(error).split('\n').slice(0, 5))
  }
}

/** Builds a program, whose modules and packages Go keeps for the next version, and moves it into the cache. */
async function installFromGo(module: string): Promise<void> {
  try {
    mkdirSync(cache, { recursive: true })
    const folder = mkdtempSync(join(cache, 'installing-'))
    try {
      const env = { ...process.env, GOBIN: folder }
      await runOrThrow(['go', 'install', '-ldflags=-s -w', module], { cwd: folder, env, timeoutSeconds: 900 })
      renameSync(folder, dirname(goProgramOf(module)))
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  } catch (error) {
    sayFailed([module], String(error).split('\n').slice(0, 5))
  }
}

async function installInto(folder: string, npmPackage: string): Promise<void> {
  // scripts would download GPU libraries from elsewhere; what a CPU needs is in the packages
  const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock', '--loglevel=error']
  await runOrThrow(['npm', 'install', '--prefix', folder, ...flags, pinned(npmPackage)], {
    cwd: folder,
    env: process.env,
    timeoutSeconds: 180,
  })
  const loads = `require.resolve('${npmPackage}/package.json')`
  const test = npmPackage === transformers ? `require('${npmPackage}')` : loads
  await runOrThrow(['node', '-e', test], { cwd: folder, timeoutSeconds: 60 })
}

function sayFailed(packages: readonly string[], why: readonly string[]): void {
  console.log(`not installed: ${packages.join(', ')}\n${why.join('\n')}`)
}
