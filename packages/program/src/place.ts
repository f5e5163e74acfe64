import { hostname } from 'node:os'
import { createSecretBox } from '@assay/access'
import { enter, type Log, type OtherMark, type Presence } from '@assay/db'
import { StartError } from './start-error.ts'

/** Kinds of processes on a database; a kind's index is the number by which others see it. */
const kinds = ['standalone', 'api', 'worker', 'migration', 'export', 'import', 'copy', 'move'] as const

type ProcessKind = (typeof kinds)[number]

/** Spaces of marks: the kind of a process, and the key with which it seals. */
const kindSpace = 7_302
const keySpace = 7_303

type Refuse = (by: string) => string

const whileChanging = {
  migration: (by) => `The database is being migrated by ${by}. Start again when that has ended.`,
  import: (by) => `The database is being filled by ${by}. Start again when that has ended.`,
  move: (by) => `The objects of this database are being moved by ${by}. Start again when that has ended.`,
} satisfies Partial<Record<ProcessKind, Refuse>>

/** What is done to a database while nobody else is there. */
function aloneWhile(done: string): Partial<Record<ProcessKind, Refuse>> {
  const stop: Refuse = (by) => `${by} is at work on this database. Stop every process before ${done}.`
  return { standalone: stop, api: stop, worker: stop, export: stop, copy: stop, ...whileChanging }
}

/** Which kinds must not be there when one of a kind starts, and what the operator can do. */
const refusals: Record<ProcessKind, Partial<Record<ProcessKind, Refuse>>> = {
  standalone: {
    standalone: (by) =>
      `Another npm start, ${by}, is at work on this database, and only one may be. Stop it, or set ` +
      'ASSAY_DATABASE_URL to a database of its own. Several servers on one database are apps/api, beside ' +
      'apps/worker: docs/operating.md says how.',
    api: (by) =>
      `${by} serves this database, and npm start is for a database that nobody else serves. Stop all of ` +
      'apps/api first, or start one more of them instead: docs/operating.md says how.',
    ...whileChanging,
  },
  api: {
    standalone: (by) =>
      `${by} is an npm start at work on this database, and nobody else may serve it meanwhile. Stop it, and ` +
      'start apps/api and apps/worker in its place: docs/operating.md says how.',
    ...whileChanging,
  },
  worker: whileChanging,
  migration: aloneWhile('it is migrated'),
  export: { migration: whileChanging.migration, import: whileChanging.import },
  import: aloneWhile('it is filled'),
  copy: {
    ...whileChanging,
    copy: (by) => `The objects of this database are being copied by ${by}. Start again when that has ended.`,
  },
  move: aloneWhile('its objects are moved'),
}

export interface PlaceOptions {
  readonly database_url: string
  readonly kind: ProcessKind
  /** The key with which it seals; a migration seals nothing. */
  readonly secret_key?: string
  /** How long to wait for others to end; 5,000 unless given. */
  readonly patience_ms?: number
  readonly log?: Log
}

/**
 * Joins the processes on a database, until it is disposed of or the process dies. Throws StartError when processes run
 * that exclude it, or that seal with another key.
 */
export async function takePlace({ database_url, kind, secret_key, ...options }: PlaceOptions): Promise<Presence> {
  const key = secret_key === undefined ? undefined : keyNumber(secret_key)
  return enter({
    url: database_url,
    name: `assay ${kind}, process ${process.pid} on ${hostname()}`.slice(0, 63),
    marks: [
      { space: kindSpace, number: kinds.indexOf(kind) },
      ...(key === undefined ? [] : [{ space: keySpace, number: key }]),
    ],
    refusal: (others) => refusalOf(others, { kind, key }),
    ...options,
  })
}

function refusalOf(
  others: readonly OtherMark[],
  { kind, key }: { readonly kind: ProcessKind; readonly key: number | undefined },
): StartError | undefined {
  for (const { space, number, by } of others) {
    const refuse = space === kindSpace ? refuseOf(kind, number) : refuseKey(number, key)
    if (refuse) return new StartError(refuse(by))
  }
  return undefined
}

function refuseOf(kind: ProcessKind, number: number): Refuse | undefined {
  const other = kinds[number]
  return other && refusals[kind][other]
}

function refuseKey(number: number, key: number | undefined): Refuse | undefined {
  if (key === undefined || number === key) return undefined
  return (by) =>
    `${by} is at work on this database with another secret key. Give every process the same ASSAY_SECRET_KEY: ` +
    'what npm start made for itself is in secret.key of its data ' +
    'directory. To change the key, stop all of them first.'
}

/** A number for the key, from the id that is part of whatever it seals. */
function keyNumber(secret_key: string): number {
  return createSecretBox(secret_key).header.readUInt32BE(1) >>> 1
}
