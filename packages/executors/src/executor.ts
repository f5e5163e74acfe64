/** Folders of one job on this machine. What is in them must be readable by every user of the machine. */
export interface WorkFolders {
  /** Where the command begins, with the files of the catalogue; writable. */
  readonly working: string
  /** What stands in front of the job; never writable for it. */
  readonly input: string
  /** What is collected afterwards. */
  readonly output: string
  /** What nobody keeps. It is the job's `/tmp` and its home. */
  readonly temp: string
}

export interface WorkLimits {
  readonly cpu: number
  readonly memory_bytes: number
  /** All that it writes into its folders. */
  readonly disk_bytes: number
  readonly pids: number
  readonly timeout_seconds: number
  readonly gpu: number
}

/** One command to execute: all that an executor is told of a job. */
export interface Work {
  /** Program and arguments, in which the folders are open; empty: the command of the image. */
  readonly command: readonly string[]
  /** Variables of the command, in which the folders are open. */
  readonly environment: Readonly<Record<string, string>>
  /** Variables that are taken as they are, and stand in no list of processes. */
  readonly secrets: Readonly<Record<string, string>>
  readonly folders: WorkFolders
  readonly limits: WorkLimits
  readonly network: boolean
  readonly container: Container | null
}

export interface Container {
  readonly image: string
  /** Null: nobody in particular, but not root. */
  readonly user: string | null
  readonly registry: { readonly username: string; readonly password: string } | null
  /** Where it finds inputs and outputs, which are one folder of this machine then; absent: each by itself. */
  readonly folder?: string
}

export type LogStream = 'stdout' | 'stderr'

export interface Phase {
  readonly phase: 'pulling' | 'running' | 'stopping'
  /** 0 to 1, where it is known. */
  readonly progress?: number
}

export interface Listener {
  /** Once aborted, `execute` ends only when no process of the work is alive. */
  readonly signal: AbortSignal
  /** Bytes as they come; no more are read until it has resolved. */
  readonly onLog: (stream: LogStream, bytes: Buffer) => Promise<void> | void
  readonly onPhase?: (phase: Phase) => void
}

export interface Usage {
  readonly seconds: number
  readonly cpu_seconds: number | null
  readonly peak_memory_bytes: number | null
  /** Most memory of its graphics processors together. */
  readonly gpu_peak_memory_bytes: number | null
  /** Mean use of its graphics processors, 0 to 1. */
  readonly gpu_utilization: number | null
}

export type Outcome =
  | { readonly how: 'exited'; readonly exit_code: number }
  | { readonly how: 'signalled'; readonly exit_code: number; readonly signal: string }
  | { readonly how: 'out_of_memory' | 'timed_out' | 'disk_full' | 'stopped' }

export interface Ending {
  readonly outcome: Outcome
  readonly usage: Usage
  /** Null: no image was used. */
  readonly image_digest: string | null
}

/** Executes work on this machine. It knows no database, no API and no storage. */
export interface Executor extends AsyncDisposable {
  /** How the work is contained, for its record. */
  readonly containment: string
  /**
   * Resolves when every process of the work is dead. Throws `WorkRefused` where the work can never be executed here,
   * `ExecutorAway` where it may be later.
   */
  readonly execute: (work: Work, listener: Listener) => Promise<Ending>
}
