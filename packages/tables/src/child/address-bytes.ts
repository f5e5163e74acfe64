import { readFileSync } from 'node:fs'

/** The address space that this process has; undefined where the system does not tell. */
export function addressBytes(): number | undefined {
  try {
    const kibibytes = /^VmSize:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'latin1'))?.[1]
    return kibibytes === undefined ? undefined : Number(kibibytes) * 1024
  } catch {
    return undefined
  }
}
