import { randomUUID } from 'node:crypto'
import { readlink } from 'node:fs/promises'
import { startOf } from './process-tree.ts'

const pattern = /^assay-job-(?<namespace>\d+)-(?<pid>\d+)-(?<start>\d+)-/

/** A name for the group of a job; it tells the process that made it from any other, also from a later of its number. */
export async function newGroupName(): Promise<string> {
  const start = (await startOf(process.pid)) ?? '0'
  return `assay-job-${await namespaceHere()}-${process.pid}-${start}-${randomUUID()}`
}

/** Whether a folder is the group of a job whose maker is dead; of makers elsewhere nothing can be known. */
export async function isAbandonedGroup(name: string): Promise<boolean> {
  const { namespace, pid, start } = pattern.exec(name)?.groups ?? {}
  if (namespace === undefined || namespace !== (await namespaceHere())) return false
  return (await startOf(Number(pid))) !== start
}

/** Where numbers of processes mean the same. */
async function namespaceHere(): Promise<string> {
  const link = await readlink('/proc/self/ns/pid').catch(() => '')
  return /\d+/.exec(link)?.[0] ?? '0'
}
