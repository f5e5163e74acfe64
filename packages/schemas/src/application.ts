// biome-ignore-all lint/suspicious/noTemplateCurlyInString: what users write

import { z } from 'zod'
import { direction, plainText } from './field.ts'
import { faultOfPath, rootFolders } from './file-path.ts'
import { metadata } from './metadata.ts'
import { secretName } from './secret.ts'

/** What applications, versions and entrypoints are called: their names stand in addresses and file names. */
export const slug = z
  .string('must be text: put it in quotes')
  .regex(/^[A-Za-z\d][\w.-]{0,62}$/, 'must be 1 to 63 letters, digits, dots, dashes and underscores, no mark first')

/** What parameters, inputs and outputs are called: their names stand between the braces of `${name}`. */
export const variable = z
  .string()
  .regex(/^[A-Za-z_]\w{0,62}$/, 'must be 1 to 63 letters, digits and underscores, no digit first')

/** The name of a variable of the environment. */
export const environmentName = z
  .string()
  .regex(/^[A-Za-z_]\w{0,126}$/, 'must be a name of the environment: letters, digits and underscores, no digit first')

/** Text in which `${name}` stands for a parameter or a folder of the job, and `$$` for a dollar sign. */
const template = z
  .string()
  .max(32_768)
  .refine((text) => text.isWellFormed() && !text.includes('\0'), 'must be whole Unicode text without NUL')

/** A path below a folder of the job; `.` is the folder itself. */
export const jobPath = template.refine(
  (text) => text === '.' || faultOfPath(`data/${text.replaceAll(/\$\{\w+\}/g, 'x')}`) === undefined,
  'must be a path below the folder, without a slash before it and without ..',
)

const scalar = z.union([z.string(), z.number(), z.boolean()])
/** A value of a parameter: one, or a list where the parameter takes several. */
export const parameterValue = z.union(
  [scalar, z.array(scalar).max(10_000)],
  'must be a text, a number, true or false, or a list of these',
)

/** A value of a parameter: one, or a list where the parameter takes several. */
export type ParameterValue = z.infer<typeof parameterValue>

/** A parameter of an application: what may be given, and how it reaches the command. */
export const applicationParameter = z
  .strictObject({
    type: z.enum(['string', 'integer', 'number', 'boolean']).describe('what a value is'),
    list: z.boolean().default(false).describe('whether it takes several values'),
    description: z.string().max(2000).default('').describe('what it does, for --help'),
    default: parameterValue.optional().describe('absent: it must be given, unless it is optional'),
    optional: z.boolean().default(false).describe('whether it may be left out without having a default'),
    choices: z.array(scalar).min(1).max(1000).optional().describe('the values that it takes; absent: any'),
    min: z.number().optional().describe('the least number that it takes'),
    max: z.number().optional().describe('the greatest number that it takes'),
    max_length: z.number().int().min(1).max(32_768).optional().describe('the most characters that a text has'),
    switch: z
      .string()
      .regex(/^-[^\s=]{1,100}$/, 'must be a switch, as --threshold')
      .optional()
      .describe(
        'what stands before its value at the end of the command; true stands alone, false is left out; absent: it ' +
          'only stands where the command says ${name}',
      ),
  })
  .describe('A parameter of an application.')

/** A parameter of an application. */
export type ApplicationParameter = z.infer<typeof applicationParameter>

const input = z
  .strictObject({
    from: template
      .optional()
      .describe(
        'the file or folder in the tree of the owner, as data/maps/${map}.tif; absent: it is given with the run',
      ),
    of: slug.optional().describe('an entrypoint that is required, whose output it is'),
    output: variable.default('result').describe('which output of that entrypoint'),
    mount: jobPath.describe('where it stands below the folder of inputs'),
    optional: z.boolean().default(false).describe('whether the job also runs without it'),
    description: z.string().max(2000).default('').describe('what it is, for --help'),
  })
  .refine(({ from, of }) => from === undefined || of === undefined, {
    path: ['of'],
    error: 'stands instead of "from", not beside it',
  })

/** What is collected from a job. */
export const applicationOutput = z.strictObject({
  path: jobPath.default('.').describe('what is collected, below the folder of outputs'),
  // no default: what was hashed before it was there stays the same
  from: z
    .enum(['output', 'temp'])
    .optional()
    .describe('the folder of the job below which it is; absent: output; temp: that of scratch files, else not kept'),
  to: z
    .enum(rootFolders)
    .exclude(['config', 'data'])
    .default('output')
    .describe('the folder at the top of the tree in which it is kept, below <run>/<job>'),
  optional: z.boolean().default(false).describe('whether the job also succeeds without it'),
})

/** What must hold for a job to have succeeded, besides exit code 0. */
export const applicationCheck = z.union(
  [
    z.strictObject({
      file: jobPath.describe('a file that must be there, below the folder of outputs'),
      min_bytes: z.number().int().min(0).default(0).describe('its least size'),
    }),
    z.strictObject({
      folder: jobPath.describe('a folder that must be there, below the folder of outputs'),
      min_files: z.number().int().min(0).default(1).describe('how many files it must hold at least'),
    }),
  ],
  'must have a "file", with "min_bytes", or a "folder", with "min_files"',
)

/** What a job needs of its worker, and is held to. */
export const applicationResources = z.strictObject({
  cpu: z.number().positive().max(1024).default(1).describe('processors, parts of one allowed'),
  memory_bytes: z
    .number()
    .int()
    .min(1 << 20)
    .default(1 << 30)
    .describe('most memory of all its processes'),
  disk_bytes: z
    .number()
    .int()
    .min(1 << 20)
    .optional()
    .describe('most room for what it writes; absent: as the worker has it'),
  gpu: z.number().int().min(0).max(64).default(0).describe('graphics processors'),
  gpu_model: z.string().max(200).optional().describe('the model that they must be, as "NVIDIA A100"'),
  gpu_arch: z.string().max(200).optional().describe('the architecture that they must have'),
  gpu_memory_bytes: z.number().int().min(0).optional().describe('the least memory that each must have'),
})

/** When a job of an application is tried again. */
export const applicationRetry = z.strictObject({
  max_attempts: z.number().int().min(1).max(20).default(3).describe('tries in all, lost workers included'),
  on_exit: z
    .array(z.number().int().min(1).max(255))
    .max(255)
    .default([])
    .describe('exit codes after which to try again'),
  memory_factor: z
    .number()
    .min(1)
    .max(16)
    .default(1)
    .describe('how much more memory to ask for after a try that ran out of it'),
  other_worker: z.boolean().default(false).describe('whether to prefer another worker after one was lost'),
})

/** A secret that a job gets. */
export const applicationSecret = z.strictObject({
  secret: secretName.describe('name of the secret'),
  environment: environmentName.describe('the variable in which the job finds it'),
  optional: z.boolean().default(false).describe('whether the job also runs without it'),
  // no default: what was hashed before it was there stays the same
  in_fingerprint: z
    .boolean()
    .optional()
    .describe('whether another value makes another job, which is not reused; absent: it does'),
})

/** A score that an entrypoint gives of each file of a dataset, and how to read it. */
const applicationScore = z
  .strictObject({
    title: plainText.min(1).optional().describe('how people write it; absent: its name'),
    direction,
    min: z.number().optional().describe('the least value that it can have; absent: there is none'),
    max: z.number().optional().describe('the greatest value that it can have; absent: there is none'),
    unit: plainText.min(1).default('fraction').describe('what a value counts, such as fraction, percent or pixels'),
    margin: z.number().min(0).default(0).describe('a difference of two runs that is not worth having, in its unit'),
  })
  .refine(({ min, max }) => min === undefined || max === undefined || min < max, {
    path: ['max'],
    error: 'must be more than "min"',
  })
  .describe('A score that is given of each file, and how to read it.')

/** A score that an entrypoint gives of each file of a dataset, and how to read it. */
export type ApplicationScore = z.output<typeof applicationScore>

/** What scores are called: their names head columns. */
const scoreName = z
  .string()
  .regex(/^[a-z][a-z\d_]{0,62}$/, 'must be 1 to 63 lower-case letters, digits and underscores, a letter first')

/** How an application is executed. */
export const executor = z
  .enum(['process', 'docker'])
  .describe('process: a command on the machine of the worker, in a sandbox; docker: a container of an image')

/** The path of a file beside a catalogue. */
export const catalogueFile = z
  .string()
  .refine((path) => faultOfPath(`data/${path}`) === undefined, 'must be a path below the folder of the catalogue')
  .describe('path below the folder of the catalogue')

/** A folder of a container that is none of its system's. */
const containerFolder = z
  .string()
  .max(1024)
  .regex(/^(\/[\w.-]+)+$/, 'must be an absolute path, as /files')
  .refine((path) => path.split('/').every((part) => part !== '.' && part !== '..'), 'must not hold . or ..')
  .refine((path) => !/^\/(dev|proc|sys|etc|tmp)(\/|$)/.test(path), 'must be none that the system needs')
  .meta({ examples: ['/files'] })

function named<Value extends z.ZodType>(entry: Value) {
  return z.record(variable, entry)
}

/** An entry of a catalogue file: one entrypoint of one version of an application. */
export const applicationEntry = z
  .strictObject({
    application: slug.describe('name of the application'),
    version: slug.describe('its version; what a job has used never changes again'),
    entrypoint: slug.describe('what this entry is called in the version'),
    description: z.string().max(20_000).default('').describe('what it does'),
    executor: executor.optional().describe('absent: docker where there is an image, else process'),
    image: z.string().min(1).max(500).optional().describe('the image of the container, with tag or digest'),
    registry_secret: secretName.optional().describe('secret with user:password for a private registry'),
    user: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe('user in the container; absent: nobody in particular, not root'),
    folder: containerFolder
      .optional()
      .describe(
        'where the container finds one writable folder for inputs and outputs together, in which it begins as its ' +
          'image says; absent: a folder for each',
      ),
    command: z.array(template).min(1).max(1000).optional().describe('program and arguments, one by one'),
    shell: template.optional().describe('a line for /bin/sh, instead of a command; parameters are its variables'),
    extra_arguments: z.boolean().default(false).describe('whether a run may add arguments at the end of the command'),
    files: z
      .array(catalogueFile)
      .max(1000)
      .default([])
      .describe('files beside the catalogue that the job finds in its working folder; part of its fingerprint'),
    requires: z.array(slug).max(1000).default([]).describe('entrypoints of this version that must succeed first'),
    parameters: named(applicationParameter).default({}).describe('by name'),
    inputs: named(input).default({}).describe('what is put in front of the job, by name'),
    outputs: named(applicationOutput)
      .default({ result: { path: '.', to: 'output', optional: false } })
      .describe('what is collected from it, by name'),
    environment: z
      .record(environmentName, template)
      .default({})
      .describe('variables that the job gets, besides those that a run may set'),
    allowed_environment: z.array(environmentName).max(1000).default([]).describe('variables that a run may set'),
    secrets: z.array(applicationSecret).max(100).default([]).describe('secrets that the job gets'),
    checks: z
      .array(applicationCheck)
      .max(1000)
      .default([])
      .describe('what must hold after exit code 0 for the job to have succeeded'),
    scores: z
      .record(scoreName, applicationScore)
      .default({})
      .describe('what it gives each file of a dataset, by name: verdicts compare versions by that'),
    resources: applicationResources.prefault({}).describe('what it needs'),
    labels: z.array(slug).max(100).default([]).describe('labels that its worker must have'),
    placement: z
      .enum(['platform', 'worker', 'any'])
      .default('any')
      .describe('platform: on a worker of the server; worker: on a pull worker; any: on a pull worker first'),
    prefer_worker_seconds: z
      .number()
      .int()
      .min(0)
      .max(86_400)
      .default(0)
      .describe('how long any waits for a pull worker'),
    max_running: z
      .number()
      .int()
      .min(1)
      .max(100_000)
      .optional()
      .describe('most jobs of this entrypoint at once, of all users together; absent: no limit of its own'),
    network: z.boolean().default(false).describe('whether it may reach other machines'),
    deterministic: z
      .boolean()
      .optional()
      .describe('whether equal inputs give equal outputs, so that they are reused; absent: unless it has network'),
    timeout_seconds: z
      .number()
      .int()
      .min(1)
      .max(30 * 86_400)
      .default(3600)
      .describe('how long a try may take'),
    retry: applicationRetry.prefault({}).describe('when it is tried again'),
    retention_days: z
      .number()
      .int()
      .min(1)
      .max(36_500)
      .optional()
      .describe('how long its outputs are kept; absent: for ever'),
    changeable: z
      .boolean()
      .default(false)
      .describe('whether it may be applied in another form after a job has used it, as a version called latest is'),
    metadata: metadata.optional(),
  })
  .refine((entry) => entry.folder === undefined || (entry.image !== undefined && entry.files.length === 0), {
    path: ['folder'],
    error: 'is for containers, and for those without files of the catalogue',
  })
  .refine((entry) => entry.command === undefined || entry.shell === undefined, {
    path: ['shell'],
    error: 'stands instead of a command, not beside one',
  })
  .refine((entry) => entry.image !== undefined || entry.command !== undefined || entry.shell !== undefined, {
    path: ['command'],
    error: 'is missing: give a command, a shell line, or an image with a command of its own',
  })
  .refine(
    ({ inputs, requires }) => Object.values(inputs).every(({ of }) => of === undefined || requires.includes(of)),
    {
      path: ['inputs'],
      error: 'take the output of an entrypoint that is not among those that are required',
    },
  )
  .refine((entry) => (entry.executor === 'docker' ? entry.image !== undefined : true), {
    path: ['image'],
    error: 'is missing: the executor docker needs one',
  })
  .refine((entry) => (entry.executor === 'process' ? entry.image === undefined : true), {
    path: ['image'],
    error: 'is of no use to the executor process',
  })
  .describe('One entrypoint of one version of an application.')

/** An entry of a catalogue file, as people write it. */
export type ApplicationEntry = z.input<typeof applicationEntry>

/** An entry of a catalogue file, with its defaults. */
export type CheckedApplicationEntry = z.output<typeof applicationEntry>
