import { readFile, readlink, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/** Who uses a folder: a process, told from any later one with its number, and from those of other machines. */
const holder = z.object({ place: z.string(), pid: z.number(), start: z.string() })
type Holder = z.infer<typeof holder>

const fileName = 'holder.json'
/** A holder elsewhere, of whom nothing else can be known, shows this often that it lives. */
const beatMs = 60_000
const silentMs = 60 * beatMs

/** Says that a folder is used by this process, until it is disposed of. */
export async function hold(folder: string): Promise<Disposable> {
  const path = join(folder, fileName)
  const own: Holder = { place: await placeHere(), pid: process.pid, start: (await startOf(process.pid)) ?? '' }
  await writeFile(path, JSON.stringify(own))
  const timer = setInterval(() => {
    const now = new Date()
    utimes(path, now, now).catch(() => undefined)
  }, beatMs)
  timer.unref()
  return { [Symbol.dispose]: () => clearInterval(timer) }
}

/** Whether the process that used a folder is gone. */
export async function isAbandoned(folder: string): Promise<boolean> {
  const path = join(folder, fileName)
  const [text, seen] = await Promise.all([
    readFile(path, 'utf8').catch(() => ''),
    stat(path).catch(() => stat(folder).catch(() => undefined)),
  ])
  if (!seen) return false
  const held = parse(text)
  if (held && held.place === (await placeHere()) && held.start !== '') return (await startOf(held.pid)) !== held.start
  return Date.now() - seen.mtimeMs > silentMs
}

function parse(text: string): Holder | undefined {
  try {
    return holder.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

/** Where numbers of processes mean the same. */
async function placeHere(): Promise<string> {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => '')
  const namespace = await readlink('/proc/self/ns/pid').catch(() => '')
  return `${boot.trim()} ${namespace}`
}

async function startOf(pid: number): Promise<string | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  return fields[0] === 'Z' ? undefined : fields[19]
}
