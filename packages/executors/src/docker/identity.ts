import type Docker from 'dockerode'
import { WorkRefused } from '../refusal.ts'
import { asked } from './daemon.ts'

/** Who a job is in its container. */
export interface JobIdentity {
  readonly user: string
  /** Who must own its folders for it to write there. */
  readonly owns: 'already' | 'anybody' | { readonly uid: number; readonly gid: number }
}

/** From the numbers that systemd leaves to nobody, behind those of commands. */
const nobody = 61_183

/**
 * What a job leaves must be this worker's to read and to remove. Root may; any other worker lends the job its own
 * number. A daemon without root has that worker as its root.
 */
export async function identityOf(docker: Docker, named: string | null): Promise<JobIdentity> {
  const { SecurityOptions: security } = await asked(docker.info())
  const has = (name: string) => Array.isArray(security) && security.some((option) => String(option).includes(name))
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0]
  if (uid === 0) {
    if (named !== null) return { user: named, owns: 'anybody' }
    const isOther = has('name=userns') || has('name=rootless')
    return { user: `${nobody}:${nobody}`, owns: isOther ? 'anybody' : { uid: nobody, gid: nobody } }
  }
  const own = has('name=rootless') ? '0:0' : `${uid}:${gid}`
  if (named !== null && !isSame(named, own))
    throw new WorkRefused(
      `This worker could not remove what the user "${named}" leaves. Run the worker as root, or leave the user out.`,
    )
  return { user: own, owns: 'already' }
}

function isSame(named: string, own: string): boolean {
  return named === own || named === own.replace(/:.*/, '') || (named === 'root' && own === '0:0')
}
