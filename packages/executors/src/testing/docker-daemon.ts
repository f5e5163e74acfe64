import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { dockerPrograms } from './env.ts'

/** A Docker daemon of a test's own. */
export interface DockerDaemon extends AsyncDisposable {
  readonly socket: string
  /** Ends it as a crash does; its containers go on. */
  readonly kill: () => Promise<void>
  readonly start: () => Promise<void>
}

/** Why no daemon can be started here; undefined: it can. */
export function dockerMissing(): string | undefined {
  const { dockerd, busybox } = dockerPrograms
  if (dockerd === undefined) return 'the Docker daemon is not installed (ASSAY_TEST_DOCKERD)'
  if (busybox === undefined) return 'busybox without libraries is not installed (ASSAY_TEST_BUSYBOX)'
  return process.getuid?.() === 0 ? undefined : 'a Docker daemon can be started by root alone'
}

/** Starts one beside any other of the machine, whose firewall it leaves alone. */
export async function startDockerDaemon(): Promise<DockerDaemon> {
  const folder = await mkdtemp(join(tmpdir(), 'assay-dockerd-'))
  const socket = join(folder, 'docker.sock')
  await writeFile(join(folder, 'daemon.json'), '{}')
  let running = await start(folder, socket)
  return {
    socket,
    kill: () => running.end('SIGKILL'),
    start: async () => {
      running = await start(folder, socket)
    },
    async [Symbol.asyncDispose]() {
      await running.end('SIGTERM')
      await unmountBelow(folder)
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

interface Started {
  readonly end: (signal: NodeJS.Signals) => Promise<void>
}

async function start(folder: string, socket: string): Promise<Started> {
  const options = [
    ...['--config-file', join(folder, 'daemon.json'), '--data-root', join(folder, 'data')],
    ...['--exec-root', join(folder, 'exec'), '--pidfile', join(folder, 'pid'), '-H', `unix://${socket}`],
    ...['--bridge=none', '--iptables=false', '--ip6tables=false', '--ip-masq=false', '--ip-forward=false'],
  ]
  // it ends with the process of the test, however that ends
  const argv = ['--pdeathsig', 'TERM', '--', dockerPrograms.dockerd ?? '', ...options]
  const daemon = spawn('/usr/bin/setpriv', argv, { stdio: ['ignore', 'ignore', 'pipe'] })
  const exit = once(daemon, 'exit')
  const log = join(folder, 'log')
  daemon.stderr.pipe(createWriteStream(log, { flags: 'a' }))
  while (!(await answers(socket))) {
    if (daemon.exitCode !== null) throw new Error(`dockerd ended: ${(await readFile(log, 'utf8')).slice(-2000)}`)
    await after(20)
  }
  return {
    end: async (signal) => {
      daemon.kill(signal)
      await exit
    },
  }
}

async function answers(socketPath: string): Promise<boolean> {
  const asked = request({ socketPath, path: '/_ping', agent: false }).end()
  return await once(asked, 'response').then(
    ([response]) => {
      response.resume()
      return response.statusCode === 200
    },
    () => false,
  )
}

/** What a daemon leaves mounted when it is killed. */
async function unmountBelow(folder: string): Promise<void> {
  const lines = (await readFile('/proc/mounts', 'utf8')).split('\n')
  const places = lines.flatMap((line) => line.split(' ')[1] ?? []).filter((path) => path.startsWith(`${folder}/`))
  for (const place of places.sort().reverse()) await once(spawn('umount', ['-l', place], { stdio: 'ignore' }), 'exit')
}
