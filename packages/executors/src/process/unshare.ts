import { existsSync, lstatSync, readlinkSync, statSync } from 'node:fs'
import { mkdtemp, rmdir } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { jobFolders } from '../command.ts'
import { sharedMemoryBytes } from '../room.ts'
import {
  type Contained,
  environmentScript,
  innerCommand,
  type Launch,
  type Sandbox,
  systemFolders,
  systemNetwork,
} from './sandbox.ts'

/**
 * The same with what every Linux has. `$1` is an empty folder; then as many lines as there are arguments up to `--`,
 * each a word and paths. The shell stays as the first process of the namespace, so that signals reach the job.
 */
const setUp = `
read -r pid rest </proc/self/stat; echo "$pid" >&3; exec 3>&-
root=$1; shm=$2; shift 2
mount --make-rprivate /
mount -t tmpfs -o size=4m,nosuid,nodev,mode=755 none "$root"
cd "$root"
mkdir -p proc dev/shm files old etc tmp
while [ "$1" != -- ]; do
  case $1 in
    link) mkdir -p ".\${3%/*}"; ln -s "$2" ".$3" ;;
    folder) mkdir -p ".$3"; mount --bind "$2" ".$3" ;;
    file) mkdir -p ".\${3%/*}"; : >".$3"; mount --bind "$2" ".$3" ;;
  esac
  case $4 in
    ro) mount -o remount,bind,ro,nosuid,nodev ".$3" ;;
    rw) mount -o remount,bind,nosuid,nodev ".$3" ;;
  esac
  shift 4
done
shift
for device in null zero full random urandom; do : >dev/$device; mount --bind /dev/$device dev/$device; done
ln -s /proc/self/fd dev/fd; ln -s /proc/self/fd/0 dev/stdin; ln -s /proc/self/fd/1 dev/stdout
ln -s /proc/self/fd/2 dev/stderr
mount -t tmpfs -o size="$shm",nosuid,nodev,mode=1777 none dev/shm
mount -t proc -o nosuid,nodev,noexec none proc
cat <&4 >files/environment; exec 4<&-
chmod 444 files/environment
pivot_root . old
umount -l /old; rmdir /old
mount -o remount,bind,ro,nosuid,nodev /
cd ${jobFolders.working}; unset OLDPWD
hostname job
exec "$@"
`

const inside = '. /files/environment; "$@"; exit $?'

/** `readable`: folders that the operator shows to every job. */
export async function unshare(readable: readonly string[]): Promise<Sandbox> {
  const root = await mkdtemp(join(tmpdir(), 'assay-root-'))
  return {
    name: 'unshare',
    folders: jobFolders,
    launch: (contained) => launch(root, [...systemFolders, ...readable], contained),
    async [Symbol.asyncDispose]() {
      await rmdir(root)
    },
  }
}

function launch(root: string, readable: readonly string[], contained: Contained): Launch {
  const { work, command, user } = contained
  const shown = (work.network ? [...readable, ...systemNetwork] : readable).filter((path) => existsSync(path))
  const { working, input, output, temp } = work.folders
  const mounts = [
    ...shown.flatMap(show),
    ...['folder', input, jobFolders.input, 'ro', 'folder', output, jobFolders.output, 'rw'],
    ...[
      'folder',
      working,
      jobFolders.working,
      'rw',
      'folder',
      temp,
      jobFolders.temp,
      'rw',
      'folder',
      temp,
      '/tmp',
      'rw',
    ],
  ]
  const namespaces = ['--mount', '--pid', '--ipc', '--uts', '--cgroup', '--fork', '--kill-child']
  const powerless = ['--bounding-set=-all', '--inh-caps=-all', '--no-new-privs', '--pdeathsig', 'KILL', '--']
  return {
    argv: [
      ...['/usr/bin/setpriv', '--pdeathsig', 'KILL', '--', '/usr/bin/unshare', ...namespaces],
      ...[...(work.network ? [] : ['--net']), ...(user ? [] : ['--map-root-user'])],
      ...['/bin/sh', '-ec', setUp, 'sh', root, String(sharedMemoryBytes(work)), ...mounts, '--'],
      ...(user ? [] : ['/usr/bin/setpriv', ...powerless]),
      ...innerCommand(contained, ['/bin/sh', '-c', inside, 'sh']),
    ],
    told: [environmentScript(command.environment)],
  }
}

function show(path: string): string[] {
  if (lstatSync(path).isSymbolicLink() && !path.startsWith('/etc/')) return ['link', readlinkSync(path), path, '']
  return [statSync(path).isDirectory() ? 'folder' : 'file', path, path, 'ro']
}
