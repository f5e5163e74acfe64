import { existsSync, lstatSync, readlinkSync } from 'node:fs'
import { jobFolders } from '../command.ts'
import { sharedMemoryBytes } from '../room.ts'
import {
  type Contained,
  environmentScript,
  innerCommand,
  type JobUser,
  type Launch,
  type Sandbox,
  systemFolders,
  systemNetwork,
} from './sandbox.ts'

const script = '/files/environment'

/** `readable`: folders that the operator shows to every job. */
export function bubblewrap(program: string, readable: readonly string[]): Sandbox {
  return {
    name: 'bubblewrap',
    folders: jobFolders,
    launch: (contained) => launch(program, [...systemFolders, ...readable], contained),
    async [Symbol.asyncDispose]() {},
  }
}

function launch(program: string, readable: readonly string[], contained: Contained): Launch {
  const { work, command, user } = contained
  const last = ['/bin/sh', '-c', `. ${script}; exec "$@"`, 'sh']
  const shown = work.network ? [...readable, ...systemNetwork] : readable
  const options = [
    ...namespaces(work.network, user),
    ...openFolder('/files'),
    ...shown.filter((path) => existsSync(path)).flatMap((path) => [...foldersAbove(path), ...show(path)]),
    ...['--proc', '/proc', '--dev', '/dev'],
    ...['--size', String(sharedMemoryBytes(work)), '--perms', '1777', '--tmpfs', '/dev/shm', '--remount-ro', '/dev'],
    ...['--ro-bind', work.folders.input, jobFolders.input],
    ...['--bind', work.folders.output, jobFolders.output, '--bind', work.folders.working, jobFolders.working],
    ...['--bind', work.folders.temp, jobFolders.temp, '--bind', work.folders.temp, '/tmp'],
    ...['--perms', '0444', '--ro-bind-data', '5', script, '--remount-ro', '/', '--chdir', jobFolders.working],
  ]
  return {
    argv: [program, '--info-fd', '3', '--args', '4', '--', ...innerCommand(contained, last)],
    told: [`${options.join('\0')}\0`, environmentScript(command.environment)],
  }
}

/** A user of its own needs no namespace of users, which shows the job more of the kernel. */
function namespaces(network: boolean, user: JobUser | undefined): string[] {
  const caps = ['CAP_SETUID', 'CAP_SETGID', 'CAP_SETPCAP'].flatMap((name) => ['--cap-add', name])
  return [
    ...['--unshare-pid', '--unshare-ipc', '--unshare-uts', '--unshare-cgroup-try', '--hostname', 'job'],
    ...(network ? [] : ['--unshare-net']),
    ...(user ? ['--cap-drop', 'ALL', ...caps] : ['--unshare-user', '--uid', '1000', '--gid', '1000']),
    ...['--die-with-parent', '--new-session', '--clearenv'],
  ]
}

/** Left to itself, as root bubblewrap makes them for root alone. */
function foldersAbove(path: string): string[] {
  const names = path.split('/').slice(1, -1)
  return names.flatMap((_, at) => openFolder(`/${names.slice(0, at + 1).join('/')}`))
}

function openFolder(path: string): string[] {
  return ['--perms', '0755', '--dir', path]
}

function show(path: string): string[] {
  return lstatSync(path).isSymbolicLink() && !path.startsWith('/etc/')
    ? ['--symlink', readlinkSync(path), path]
    : ['--ro-bind', path, path]
}
