// Brings the pinned Node and every dependency into node_modules; does nothing when they are there already.
// Plain JavaScript without dependencies: the machine's own Node (20 or newer) runs it before anything is installed.
import { spawn, spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const root = dirname(fileURLToPath(import.meta.url))
const node = join(root, 'node_modules/.bin/node')
const stamp = join(root, 'node_modules/.assay-setup')
const lock = join(root, '.assay-setup.lock')
const lockStale = 15_000

// what npm tells its scripts about itself, and the arguments of the command that runs us: not meant for the npm below
const npmOwn = [
  /^(NODE|NODE_ENV|INIT_CWD|npm_(?!config_).*)$/i,
  /^npm_config_(prefix|global(_prefix)?|local_prefix|call|package|yes|workspaces?|omit|include|only|production)$/i,
  /^npm_config_(dry_run|ignore_scripts|if_present)$/i,
]

const unreachable = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|error sending request/

const say = (line) => process.stderr.write(`${line}\n`)
const read = (file) => readFileSync(join(root, file), 'utf8')

const fail = (message) => {
  say(message)
  process.exit(1)
}

function manifests() {
  const patterns = [...read('pnpm-workspace.yaml').matchAll(/^ {2}- (.+)$/gm)].map((match) => match[1])
  const folders = patterns.flatMap((pattern) => {
    if (!pattern.endsWith('/*')) return [pattern]
    const parent = pattern.slice(0, -2)
    return readdirSync(join(root, parent)).map((name) => `${parent}/${name}`)
  })
  return ['package.json', ...folders.map((folder) => `${folder}/package.json`).sort()]
}

function fingerprint() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}`)
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', ...manifests()]) {
    if (existsSync(join(root, file))) hash.update(`\n${file}\n${read(file)}`)
  }
  return hash.digest('hex')
}

const isReady = () => existsSync(stamp) && existsSync(node) && readFileSync(stamp, 'utf8') === fingerprint()

function tryLock() {
  const held = statSync(lock, { throwIfNoEntry: false })
  if (held === undefined) return mkdirSync(lock, { recursive: true }) !== undefined
  if (Date.now() - held.mtimeMs > lockStale) rmSync(lock, { recursive: true, force: true })
  return false
}

async function takeLock() {
  for (let tries = 0; !tryLock(); tries += 1) {
    if (tries === 5) say('another set-up is under way here; waiting for it …')
    await sleep(200)
  }
  process.on('exit', () => rmSync(lock, { recursive: true, force: true }))
}

// npm brings pnpm, none of which runs before its hash is seen to be the one in package.json or in the lockfile
async function install() {
  const folder = mkdtempSync(join(tmpdir(), 'assay-pnpm-'))
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  const [, version, hash] = /^pnpm@(.+)\+sha512\.([0-9a-f]+)$/.exec(JSON.parse(read('package.json')).packageManager)
  const npm = ['--prefix', folder, '--no-audit', '--no-fund']
  const brought = await run('npm', ['install', ...npm, '--no-save', '--ignore-scripts', `pnpm@${version}`])
  if (brought.code !== 0) return brought
  const wrong = unknownPackages(folder, { pnpm: Buffer.from(hash, 'hex').toString('base64') })
  if (wrong.length > 0)
    return { code: 1, output: `The registry gave another ${wrong.join(', ')} than Assay was made with.` }
  const rebuilt = await run('npm', ['rebuild', ...npm])
  if (rebuilt.code !== 0) return rebuilt
  return run(join(folder, 'node_modules/.bin/pnpm'), ['install', '--frozen-lockfile'])
}

// packages whose contents are not those that are known; a program for a system that no lockfile knows is pnpm's to name
function unknownPackages(folder, known) {
  const { packages } = JSON.parse(readFileSync(join(folder, 'node_modules/.package-lock.json'), 'utf8'))
  const lockfile = read('pnpm-lock.yaml')
  return Object.entries(packages).flatMap(([path, { version, integrity }]) => {
    const name = path.replace(/^.*node_modules\//, '')
    const listed = lockfile.split(`'${name}@${version}':`)[1]?.match(/sha512-([\w+/=]+)/)?.[1]
    const expected = known[name] ?? listed
    return expected === undefined || integrity === `sha512-${expected}` ? [] : [`${name}@${version}`]
  })
}

function run(command, given) {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !npmOwn.some((own) => own.test(name))))
  const child = spawn(command, given, { cwd: root, env: { ...env, CI: 'true' }, stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))

  const abort = (code) => {
    child.kill()
    process.exit(code)
  }
  const interrupt = () => abort(130)
  const terminate = () => abort(143)
  process.once('SIGINT', interrupt)
  process.once('SIGTERM', terminate)
  const parent = process.ppid
  const beats = setInterval(() => {
    if (process.ppid !== parent) abort(143) // npm passes a signal to its shell only
    if (existsSync(lock)) utimesSync(lock, new Date(), new Date())
  }, 2_000)
  const patience = setInterval(() => say(`still at it: ${output.trim().split('\n').pop()}`), 60_000)

  return new Promise((resolve) => {
    child.on('error', (error) =>
      resolve({ code: 1, output: `${command} does not start (${error.message}). Install npm.` }),
    )
    child.on('close', (code) => resolve({ code, output }))
  }).finally(() => {
    for (const timer of [beats, patience]) clearInterval(timer)
    process.off('SIGINT', interrupt).off('SIGTERM', terminate)
  })
}

async function setUp() {
  const start = Date.now()
  const before = fingerprint()
  say(existsSync(node) ? 'bringing the dependencies up to date …' : 'setting up (first time, about a minute) …')
  const { code, output } = await install()
  if (code !== 0) {
    say(output.trim().split('\n').slice(-25).join('\n'))
    if (!unreachable.test(output)) fail('The set-up failed; see above.')
    fail('The npm registry cannot be reached. Check the network, the proxy and `npm config get registry`.')
  }
  if (spawnSync(node, ['--version']).status !== 0) {
    fail('The pinned Node does not run on this machine. Assay needs macOS or a Linux with glibc.')
  }
  writeFileSync(stamp, before)
  say(`set up in ${Math.round((Date.now() - start) / 1000)} s`)
}

if (process.platform === 'win32') fail('Assay runs on Linux and macOS. On Windows, use it inside WSL 2.')
if (Number.parseInt(process.versions.node, 10) < 20) fail(`The set-up needs Node 20 or newer, not ${process.version}.`)
if (!isReady()) {
  await takeLock()
  if (!isReady()) await setUp()
}
