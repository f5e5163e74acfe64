import { z } from 'zod'
import { failures } from './failure.ts'
import { describeNeed, need } from './need.ts'

interface ErrorEntry<Data extends z.ZodType> {
  /** HTTP status of the answer. */
  readonly status: number
  /** Whether the same request may succeed later, unchanged. */
  readonly retryable: boolean
  /** Facts that come with the error; never another user's, never a secret. */
  readonly data: Data
  /** What was wrong and what to do, made from the facts. */
  readonly message: (data: z.infer<Data>) => string
}

function entry<Data extends z.ZodType>(declared: ErrorEntry<Data>): ErrorEntry<Data> {
  return declared
}

const none = z.object({})

/** Examples that failed, and why. */
export const failingExamples = z.array(
  z.object({
    example: z.number().int().describe('0-based number in the dataset'),
    reason: z.string().describe('why it has no prediction'),
  }),
)
const nearest = z.array(z.string()).describe('known names that resemble the unknown one, best first')

function didYouMean(names: readonly string[]): string {
  return names.length === 0 ? '' : ` Did you mean ${names.map((name) => `"${name}"`).join(' or ')}?`
}

function allowed(ratio: number | undefined): string {
  return ratio === undefined ? '' : ` (${ratio})`
}

const mostListed = 10

function quoted(names: readonly string[]): string {
  const shown = names.slice(0, mostListed).map((name) => `"${name}"`)
  return `${shown.join(', ')}${names.length > mostListed ? ` and ${names.length - mostListed} more` : ''}`
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? '' : ` It has ${quoted(names)}.`
}

function notFound(noun: string, id: string) {
  return entry({
    status: 404,
    retryable: false,
    data: z.object({ [id]: z.string() }),
    message: () => `There is no such ${noun}, or it is not yours. Check the id.`,
  })
}

function describeUsers(users: readonly { readonly email: string; readonly experiments: number }[]): string {
  return users.map(({ email, experiments }) => `${email} (${experiments})`).join(', ')
}

/** Every error that Assay answers with: code → HTTP status, retryable, typed data, message. */
export const errorCatalogue = {
  INPUT_INVALID: entry({
    status: 400,
    retryable: false,
    data: z.object({
      issues: z.array(z.object({ path: z.string(), message: z.string() })).describe('one entry for each wrong field'),
    }),
    message: ({ issues }) => {
      const said = issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; ')
      return `The input is not valid: ${said}${said.endsWith('?') ? '' : '.'}`
    },
  }),
  UNAUTHENTICATED: entry({
    status: 401,
    retryable: false,
    data: none,
    message: () => 'Sign in: send an API key as "Authorization: Bearer <key>", or HTTP Basic with e-mail and password.',
  }),
  CREDENTIALS_INVALID: entry({
    status: 401,
    retryable: false,
    data: none,
    message: () => 'The credentials are wrong, expired or revoked.',
  }),
  FORBIDDEN: entry({
    status: 403,
    retryable: false,
    data: z.object({ needs: need.describe('the group, scope, share or whatever else is missing') }),
    message: ({ needs }) => `This needs ${describeNeed(needs)}.`,
  }),
  LINK_INVALID: entry({
    status: 401,
    retryable: false,
    data: none,
    message: () =>
      'The sign-in link is unknown, used or expired. Sign in with the account that was made with it; if there is ' +
      'none, restart Assay to get a new link.',
  }),
  CROSS_SITE_REQUEST: entry({
    status: 403,
    retryable: false,
    data: z.object({
      origin: z.string().nullable().describe('where the page that asked comes from, as the browser says'),
    }),
    message: () =>
      'The request comes from a page of another site. Use the pages of Assay itself, send an API key instead of ' +
      'the cookie, or have the operator list the origin of the page in ASSAY_CORS_ORIGINS.',
  }),
  MISDIRECTED: entry({
    status: 421,
    retryable: false,
    data: z.object({ host: z.string().describe('the name that the request was sent to') }),
    message: ({ host }) =>
      `Assay does not answer under the name "${host}": it listens on this machine only. Use http://localhost with ` +
      'the port, or have the operator set ASSAY_PUBLIC_URL to the address that users see.',
  }),
  MAIL_REFUSED: entry({
    status: 502,
    retryable: false,
    data: z.object({ reason: z.string() }),
    message: ({ reason }) => `The mail server does not take the mail: ${reason}`,
  }),
  PASSWORD_WRONG: entry({
    status: 403,
    retryable: false,
    data: none,
    message: () => 'The current password is wrong. Nothing was changed.',
  }),
  TOKEN_INVALID: entry({
    status: 400,
    retryable: false,
    data: none,
    message: () => 'This link is unknown, used or expired. Ask for a new one.',
  }),
  SIGN_UP_CLOSED: entry({
    status: 403,
    retryable: false,
    data: z.object({ mode: z.enum(['closed', 'invitation']).describe('who may sign up here') }),
    message: ({ mode }) =>
      mode === 'closed'
        ? 'Nobody can sign up here. Ask an admin of this server.'
        : 'Signing up here needs an invitation. Ask an admin of this server for one.',
  }),
  INVITATION_FOR_ANOTHER: entry({
    status: 400,
    retryable: false,
    data: z.object({ email: z.string().describe('whom the invitation is for') }),
    message: ({ email }) =>
      `This invitation is for ${email}. Sign up with that address, or ask for another invitation.`,
  }),
  EMAIL_TAKEN: entry({
    status: 409,
    retryable: false,
    data: none,
    message: () => 'There is an account with this e-mail address already. Sign in, or use another address.',
  }),
  MAIL_UNAVAILABLE: entry({
    status: 409,
    retryable: false,
    data: none,
    message: () => 'This server sends no mail. Ask an admin of it for a link with which to choose a new password.',
  }),
  LAST_ADMIN: entry({
    status: 409,
    retryable: false,
    data: none,
    message: () => 'This is the only admin who can sign in. Make somebody else an admin first.',
  }),
  WORK_OF_OTHERS: entry({
    status: 409,
    retryable: false,
    data: z.object({ experiments: z.number().int() }),
    message: ({ experiments }) =>
      `${experiments} ${experiments === 1 ? 'experiment' : 'experiments'} of others ` +
      `${experiments === 1 ? 'is' : 'are'} on datasets of this account, and would be deleted with them. Say ` +
      '"with_work_of_others" if that is meant.',
  }),
  USER_BEING_DELETED: entry({
    status: 409,
    retryable: false,
    data: z.object({ user_id: z.string() }),
    message: () => 'This account is being deleted and cannot be changed any more.',
  }),
  INVITATION_NOT_FOUND: entry({
    status: 404,
    retryable: false,
    data: z.object({ invitation_id: z.string() }),
    message: () => 'There is no such invitation that is still open. It may be used or expired.',
  }),
  SIGN_IN_FAILED: entry({
    status: 400,
    retryable: false,
    data: z.object({ issuer: z.string().describe('the name of the identity provider'), reason: z.string() }),
    message: ({ issuer, reason }) => `Signing in with ${issuer} failed: ${reason} Start again from /sign-in.`,
  }),
  ISSUER_NOT_FOUND: entry({
    status: 404,
    retryable: false,
    data: z.object({ issuer: z.string() }),
    message: ({ issuer }) =>
      `There is no identity provider "${issuer}" to sign in with. The operator sets them (ASSAY_ISSUERS).`,
  }),
  ROUTE_NOT_FOUND: entry({
    status: 404,
    retryable: false,
    data: none,
    message: () => 'There is nothing at this address. The API is described at /docs.',
  }),
  BODY_TOO_LARGE: entry({
    status: 413,
    retryable: false,
    data: z.object({ limit_bytes: z.number() }),
    message: ({ limit_bytes }) =>
      `The body exceeds the limit of ${limit_bytes} bytes. Send files through an upload instead.`,
  }),
  MEDIA_TYPE_UNSUPPORTED: entry({
    status: 415,
    retryable: false,
    data: z.object({ accepts: z.string() }),
    message: ({ accepts }) => `The body must be sent as "Content-Type: ${accepts}".`,
  }),
  USER_NOT_FOUND: entry({
    status: 404,
    retryable: false,
    data: z.object({ user_id: z.string().optional(), email: z.string().optional() }),
    message: () => 'There is no such user. Check the id or the e-mail address.',
  }),
  API_KEY_NOT_FOUND: notFound('API key', 'api_key_id'),
  SESSION_NOT_FOUND: notFound('session', 'session_id'),
  DEVICE_LOGIN_NOT_FOUND: entry({
    status: 404,
    retryable: false,
    data: z.object({ user_code: z.string() }),
    message: () =>
      'No device waits under this code: it is unknown, used or expired. Check it, or start again on the device.',
  }),
  SECRET_NOT_FOUND: entry({
    status: 404,
    retryable: false,
    data: z.object({ name: z.string() }),
    message: ({ name }) => `You have no secret named "${name}". Store it first.`,
  }),
  UPLOAD_NOT_FOUND: notFound('upload', 'upload_id'),
  DATASET_NOT_FOUND: notFound('dataset', 'dataset_id'),
  EXPERIMENT_NOT_FOUND: notFound('experiment', 'experiment_id'),
  RUN_NOT_FOUND: notFound('run', 'run_id'),
  JOB_NOT_FOUND: notFound('job', 'job_id'),
  COMPARISON_NOT_FOUND: notFound('comparison', 'comparison_id'),
  REFERENCE_AMBIGUOUS: entry({
    status: 400,
    retryable: false,
    data: z.object({
      noun: z.string().describe('what was to be named'),
      reference: z.string().describe('what it was named by'),
      candidates: z
        .array(
          z.object({
            id: z.string().describe('names this one alone'),
            name: z.string().nullable().describe('what it is called'),
            created_at: z.string().describe('when it was made'),
          }),
        )
        .describe('the newest of those that it may be'),
    }),
    message: ({ noun, reference, candidates }) =>
      `"${reference}" may be any of several ${noun}s: ` +
      `${candidates.map((one) => `${one.id} (${[one.name, one.created_at].filter(Boolean).join(', ')})`).join('; ')}. ` +
      'Name the one that is meant by its id.',
  }),
  SHARE_NOT_FOUND: notFound('share', 'share_id'),
  DEAD_LETTER_NOT_FOUND: notFound('dead letter', 'dead_letter_id'),
  OUTPUT_NOT_FOUND: entry({
    status: 404,
    retryable: false,
    data: z.object({ job_id: z.string(), name: z.string() }),
    message: ({ name }) => `This job has no output named "${name}". It may not have finished.`,
  }),
  MODEL_UNKNOWN: entry({
    status: 400,
    retryable: false,
    data: z.object({ model: z.string(), nearest }),
    message: ({ model, nearest: names }) =>
      `There is no model "${model}" in the catalogue.${didYouMean(names)} A model behind an endpoint needs its ` +
      'address: provider "openai-compatible" with base_url, or name@https://…/v1 on a command line.',
  }),
  METRIC_UNKNOWN: entry({
    status: 400,
    retryable: false,
    data: z.object({
      metric: z.string(),
      nearest,
      known: z.array(z.string()).optional().describe('all names that would do, where they are few'),
    }),
    message: ({ metric, nearest: names, known = [] }) =>
      'There is no metric ' +
      `"${metric}".${names.length === 0 && known.length > 0 ? ` There are ${known.join(', ')}.` : didYouMean(names)}`,
  }),
  METRIC_FAILED: entry({
    status: 500,
    retryable: true,
    data: z.object({ metric: z.string(), reason: z.string() }),
    message: ({ metric, reason }) => `The metric "${metric}" failed: ${reason}`,
  }),
  METRIC_TOO_SLOW: entry({
    status: 422,
    retryable: false,
    data: z.object({
      metric: z.string(),
      example: z.number().int().describe('0-based number of the example that it was at'),
      limit_seconds: z.number(),
    }),
    message: ({ metric, example, limit_seconds }) =>
      `A batch of examples was not scored within ${limit_seconds} s; the metric "${metric}" was at example ` +
      `${example}. Leave the metric out, shorten the texts, or set ASSAY_METRIC_SECONDS higher.`,
  }),
  METRIC_UNAVAILABLE: entry({
    status: 400,
    retryable: false,
    data: z.object({ metric: z.string(), reason: z.string() }),
    message: ({ metric, reason }) => `The metric "${metric}" is not available here: ${reason}`,
  }),
  COLUMN_UNKNOWN: entry({
    status: 400,
    retryable: false,
    data: z.object({ column: z.string(), nearest }),
    message: ({ column, nearest: names }) => `The dataset has no column "${column}".${didYouMean(names)}`,
  }),
  COLUMN_MISSING: entry({
    status: 400,
    retryable: false,
    data: z.object({
      column: z.string(),
      needed_by: z.string(),
      known: z.array(z.string()).default([]).describe('columns that the dataset has'),
    }),
    message: ({ column, needed_by, known }) =>
      `${needed_by} needs the column "${column}", which the dataset does not have.${listed(known)} Name the one that ` +
      'is meant, or add it.',
  }),
  COLUMN_EMPTY: entry({
    status: 400,
    retryable: false,
    data: z.object({ column: z.string(), needed_by: z.string() }),
    message: ({ column, needed_by }) =>
      `${needed_by} needs the column "${column}", but no example has anything in it. Fill it, or name another one.`,
  }),
  COLUMN_NESTED: entry({
    status: 400,
    retryable: false,
    data: z.object({ column: z.string(), fields: z.array(z.string()).describe('paths that can be named instead') }),
    message: ({ column, fields }) =>
      `The column "${column}" holds objects, which are no text.` +
      (fields.length > 0 ? ` Name a field of them: ${quoted(fields)}.` : ' Give it as text.'),
  }),
  UPLOAD_OFFSET_WRONG: entry({
    status: 409,
    retryable: false,
    data: z.object({ received_bytes: z.number() }),
    message: ({ received_bytes }) => `The upload holds ${received_bytes} bytes: go on from that offset.`,
  }),
  UPLOAD_INCOMPLETE: entry({
    status: 409,
    retryable: false,
    data: z.object({ received_bytes: z.number(), size_bytes: z.number() }),
    message: ({ received_bytes, size_bytes }) =>
      `The upload holds ${received_bytes} of ${size_bytes} bytes: send the rest before using it.`,
  }),
  UPLOAD_TOO_LARGE: entry({
    status: 413,
    retryable: false,
    data: z.object({ limit_bytes: z.number() }),
    message: ({ limit_bytes }) => `The upload exceeds the limit of ${limit_bytes} bytes (ASSAY_MAX_UPLOAD_BYTES).`,
  }),
  UPLOAD_SENT_OTHERWISE: entry({
    status: 409,
    retryable: false,
    data: z.object({ direct: z.boolean().describe('whether its bytes go straight to the store') }),
    message: ({ direct }) =>
      direct
        ? 'The parts of this upload go straight to the store: ask uploads.sign_parts how to send them.'
        : 'The bytes of this upload come to Assay: send them to uploads.append.',
  }),
  UPLOAD_CLOSED: entry({
    status: 409,
    retryable: false,
    data: z.object({ received_bytes: z.number() }),
    message: ({ received_bytes }) => `This upload is complete with ${received_bytes} bytes and takes no more.`,
  }),
  UPLOAD_USED: entry({
    status: 409,
    retryable: false,
    data: none,
    message: () => 'This upload is used already. Start another one.',
  }),
  UPLOAD_ALTERED: entry({
    status: 422,
    retryable: false,
    data: z.object({
      announced: z.string().describe('SHA-256 that was announced, hexadecimal'),
      received: z.string().describe('SHA-256 of what arrived'),
    }),
    message: ({ announced, received }) =>
      `What arrived is not what was announced: its SHA-256 is ${received}, not ${announced}. Nothing was kept; send it again.`,
  }),
  FILE_NOT_FOUND: entry({
    status: 404,
    retryable: false,
    data: z.object({ path: z.string() }),
    message: ({ path }) => `There is no file or folder "${path}", or it is not shared with you. Check the path.`,
  }),
  PATH_TAKEN: entry({
    status: 409,
    retryable: false,
    data: z.object({
      path: z.string().describe('what is there already'),
      by: z.enum(['file', 'folder', 'other_form']).describe('other_form: a name that only Unicode tells apart'),
    }),
    message: ({ path, by }) =>
      by === 'other_form'
        ? `There is "${path}" already, whose name looks the same and is written in other characters of Unicode. Use it as it is.`
        : `There is a ${by} "${path}" already. Choose another path, or move or delete it first.`,
  }),
  FILE_CHANGED: entry({
    status: 412,
    retryable: false,
    data: z.object({
      path: z.string(),
      etag: z.string().nullable().describe('that of the version that is there; null: there is no file'),
    }),
    message: ({ path, etag }) =>
      `"${path}" is not as If-Match or If-None-Match says: ${etag === null ? 'there is no such file' : `its ETag is ${etag}`}.`,
  }),
  NOT_A_FILE: entry({
    status: 409,
    retryable: false,
    data: z.object({ path: z.string() }),
    message: ({ path }) => `"${path}" is a folder. Name a file in it, or ask for the folder as a zip.`,
  }),
  NOT_A_FOLDER: entry({
    status: 409,
    retryable: false,
    data: z.object({ path: z.string() }),
    message: ({ path }) => `"${path}" is a file, and holds no others.`,
  }),
  FOLDER_NOT_EMPTY: entry({
    status: 409,
    retryable: false,
    data: z.object({ path: z.string() }),
    message: ({ path }) =>
      `The folder "${path}" is not empty. Ask for it to be deleted with all that is in it (recursive).`,
  }),
  FOLDER_FIXED: entry({
    status: 409,
    retryable: false,
    data: z.object({ path: z.string() }),
    message: ({ path }) => `"${path}" is always there: what is in it can be moved and deleted, it cannot.`,
  }),
  MOVE_INTO_ITSELF: entry({
    status: 409,
    retryable: false,
    data: z.object({ path: z.string(), to: z.string() }),
    message: ({ path, to }) => `"${path}" cannot go to "${to}", which is inside it.`,
  }),
  SIGNED_URL_INVALID: entry({
    status: 403,
    retryable: false,
    data: none,
    message: () => 'This address was altered, has expired, or was revoked. Ask whoever gave it for a new one.',
  }),
  RANGE_INVALID: entry({
    status: 416,
    retryable: false,
    data: z.object({ size_bytes: z.number() }),
    message: ({ size_bytes }) => `The range lies outside the ${size_bytes} bytes that there are.`,
  }),
  TABLE_INVALID: entry({
    status: 422,
    retryable: false,
    data: z.object({
      reason: z.string().describe('what is wrong'),
      line: z.number().int().nullable().describe('1-based line in the file, where it is known'),
      column: z.string().nullable().describe('the column by name or 1-based position, where it is known'),
      hint: z.string().describe('what to do'),
    }),
    message: ({ reason, line, column, hint }) =>
      [
        [line === null ? '' : `line ${line}`, column === null ? '' : `column ${column}`].filter(Boolean).join(', '),
        `${reason} ${hint}`,
      ]
        .filter(Boolean)
        .join(': '),
  }),
  TABLE_BUSY: entry({
    status: 503,
    retryable: true,
    data: none,
    message: () => 'Too many of your table queries are waiting. Try again shortly.',
  }),
  TABLE_TIMEOUT: entry({
    status: 422,
    retryable: false,
    data: z.object({ timeout_seconds: z.number() }),
    message: ({ timeout_seconds }) =>
      `Reading the table took longer than ${timeout_seconds} s and was ended. Ask for less.`,
  }),
  TABLE_TOO_LARGE: entry({
    status: 422,
    retryable: false,
    data: z.object({ memory_bytes: z.number().describe('what the server sets aside for one query') }),
    message: ({ memory_bytes }) =>
      `Working on the table needs more than the ${Math.floor(memory_bytes / 1_048_576)} MiB that are set aside ` +
      'for it. Ask for fewer columns or rows.',
  }),
  TABLE_INTERRUPTED: entry({
    status: 503,
    retryable: true,
    data: none,
    message: () => 'The process that worked on the table ended. Try again.',
  }),
  COMPUTATION_TOO_LARGE: entry({
    status: 422,
    retryable: false,
    data: z.object({
      limit_seconds: z.number().nullable().describe('how long it may take; null: it needed too much memory'),
    }),
    message: ({ limit_seconds }) =>
      `This needs more ${limit_seconds === null ? 'memory than is set aside for it' : `than ${limit_seconds} s`}, and ` +
      'was ended. Ask for less: shorter texts, fewer examples, fewer metrics.',
  }),
  OBJECT_DAMAGED: entry({
    status: 500,
    retryable: false,
    data: z.object({
      of: z.string().describe('what is damaged'),
      dataset_id: z.string().nullable().describe('the dataset that it belongs to'),
      job_id: z.string().nullable().describe('the job whose output it is'),
      damage: z.enum(['missing', 'cut', 'altered']).describe('it is gone, of another size, or other bytes'),
    }),
    message: ({ of, damage, job_id }) =>
      `${of} ${damage === 'missing' ? 'is missing from' : 'is damaged in'} the storage: it was not used. ` +
      (job_id === null
        ? 'Upload the dataset again, or ask the operator to restore the storage from a backup.'
        : 'Run it again with force_rerun, or ask the operator to restore the storage from a backup.'),
  }),
  DATASET_NOT_READY: entry({
    status: 409,
    retryable: true,
    data: z.object({ dataset_id: z.string(), state: z.string() }),
    message: () => 'This dataset is still being read. Wait until its state is "ready".',
  }),
  DATASET_FAILED: entry({
    status: 409,
    retryable: false,
    data: z.object({ dataset_id: z.string() }),
    message: () => 'This dataset was refused when it was read; its error says why. Upload it again.',
  }),
  DATASET_NOT_A_TABLE: entry({
    status: 409,
    retryable: false,
    data: z.object({ dataset_id: z.string() }),
    message: () => 'This dataset is a set of files, and no table of examples. Make a dataset of one table file in it.',
  }),
  FETCH_REFUSED: entry({
    status: 422,
    retryable: false,
    data: z.object({
      host: z.string().describe('who was asked for the file'),
      status: z.number().int().nullable().describe('what it answered, as HTTP counts; null: that is not at fault'),
      reason: z.string(),
    }),
    message: ({ host, reason }) => `Nothing was fetched from ${host}: ${reason}`,
  }),
  FETCH_FAILED: entry({
    status: 502,
    retryable: true,
    data: z.object({
      host: z.string().describe('who was asked for the file'),
      reason: z.string(),
    }),
    message: ({ host, reason }) =>
      `Fetching from ${host} failed: ${reason} Try again later, or download the file yourself and upload it.`,
  }),
  DATASET_IN_USE: entry({
    status: 409,
    retryable: false,
    data: z.object({
      dataset_id: z.string(),
      by_others: z.boolean().describe('whether only experiments of others do'),
      users: z
        .array(z.object({ email: z.string(), experiments: z.number().int() }))
        .optional()
        .describe('who has experiments on it, and how many: twenty at most'),
    }),
    message: ({ by_others, users = [] }) =>
      by_others
        ? `Experiments of others, with whom it was shared, use this dataset: of ${describeUsers(users)}. Revoke the ` +
          'share, so that there will be no more, and ask them, or an admin, to delete those.'
        : 'Experiments use this dataset. Delete them first.',
  }),
  RUN_NOT_FINISHED: entry({
    status: 409,
    retryable: true,
    data: z.object({ run_id: z.string(), state: z.string() }),
    message: ({ state }) =>
      state === 'failed' || state === 'stopped'
        ? `The run is ${state} and has nothing to show. Retry it: what it had paid for is kept.`
        : `The run is ${state}. Stop it or wait for its end.`,
  }),
  RUN_NOT_RETRYABLE: entry({
    status: 409,
    retryable: false,
    data: z.object({ run_id: z.string(), state: z.string() }),
    message: ({ state }) => `Only a failed or stopped run can be retried; this one is ${state}.`,
  }),
  COMPARISON_TOO_FEW: entry({
    status: 409,
    retryable: false,
    data: z.object({ succeeded: z.number().int() }),
    message: ({ succeeded }) =>
      'A comparison needs two succeeded runs on the same dataset; there ' +
      `${succeeded === 1 ? 'is 1' : `are ${succeeded}`}.`,
  }),
  COMPARISON_RUNS_OPEN: entry({
    status: 409,
    retryable: true,
    data: z.object({ runs: z.array(z.object({ run_id: z.string(), name: z.string(), state: z.string() })) }),
    message: ({ runs }) =>
      `${runs.map(({ name, state }) => `${name} is ${state}`).join(', ')}: wait for the runs of the experiment to ` +
      'end, stop them, or name the ones to compare in "run_ids".',
  }),
  COMPARISON_NOTHING_SHARED: entry({
    status: 409,
    retryable: false,
    data: none,
    message: () => 'The runs share no score. Evaluate them with the same metrics.',
  }),
  COMPARISON_NOT_READY: entry({
    status: 409,
    retryable: true,
    data: z.object({ comparison_id: z.string(), state: z.string() }),
    message: ({ state }) =>
      state === 'failed'
        ? 'This comparison could not be computed; its error says why.'
        : 'This comparison is still being computed. Wait until its state is "ready".',
  }),
  COMPARISON_DATASETS_DIFFER: entry({
    status: 409,
    retryable: false,
    data: z.object({ dataset_ids: z.array(z.string()).describe('the versions that the runs are on') }),
    message: ({ dataset_ids }) =>
      `The runs are on ${dataset_ids.length} dataset versions; only runs on the same one can be compared. ` +
      'Answers of several models belong in one file, with a row for each example and a column for each model: join ' +
      'them by what identifies an example, upload that, and evaluate each column.',
  }),
  BUNDLE_INVALID: entry({
    status: 422,
    retryable: false,
    data: z.object({ reason: z.string() }),
    message: ({ reason }) => `This is no bundle of a comparison: ${reason} Upload the file as it was exported.`,
  }),
  SCORE_MISSING: entry({
    status: 409,
    retryable: false,
    data: z.object({ metric: z.string(), run_id: z.string().nullable().describe('null: the comparison as a whole') }),
    message: ({ metric, run_id }) =>
      run_id === null
        ? `The comparison has no score "${metric}". Evaluate all its runs with that metric.`
        : `The run ${run_id} has no score "${metric}". Evaluate it with that metric.`,
  }),
  SCORE_NEUTRAL: entry({
    status: 400,
    retryable: false,
    data: z.object({
      metric: z.string(),
      wanted: z.enum(['verdict', 'winners']).describe('what a neutral score cannot give'),
    }),
    message: ({ metric, wanted }) =>
      `No value of "${metric}" is better than another. ${
        wanted === 'verdict'
          ? 'Choose another primary_metric: this one is compared all the same.'
          : 'Leave "show" out and order by difference, to see where the runs differ most.'
      }`,
  }),
  SLICES_TOO_MANY: entry({
    status: 422,
    retryable: false,
    data: z.object({ column: z.string(), values: z.number().int(), limit: z.number().int() }),
    message: ({ column, values, limit }) =>
      `The column "${column}" has ${values} values, and the ${limit} most frequent hold less than half of the ` +
      'examples. Choose a column that puts examples into groups.',
  }),
  GRAPH_INVALID: entry({
    status: 400,
    retryable: false,
    data: z.object({ reason: z.string() }),
    message: ({ reason }) => `The graph of jobs is not valid: ${reason}`,
  }),
  IDEMPOTENCY_KEY_REUSED: entry({
    status: 409,
    retryable: false,
    data: none,
    message: () => 'This Idempotency-Key was used with another request. Use a new key for a new request.',
  }),
  BATCH_TOO_LARGE: entry({
    status: 400,
    retryable: false,
    data: z.object({ limit: z.number().int() }),
    message: ({ limit }) => `A batch may hold at most ${limit} calls. Split it.`,
  }),
  CURSOR_INVALID: entry({
    status: 400,
    retryable: false,
    data: none,
    message: () => 'The cursor is not one that this list gave. Start again without it.',
  }),
  URL_REFUSED: entry({
    status: 400,
    retryable: false,
    data: z.object({ host: z.string(), reason: z.string() }),
    message: ({ host, reason }) => `Assay does not call ${host}: ${reason}`,
  }),
  MODEL_CALL_FAILED: entry({
    status: 502,
    retryable: true,
    data: z.object({ status: z.number().nullable(), reason: z.string() }),
    message: ({ status, reason }) =>
      `The model endpoint ${status === null ? 'failed' : `answered ${status}`}: ${reason}`,
  }),
  TOO_MANY_EXAMPLES_FAILED: entry({
    status: 422,
    retryable: false,
    data: z.object({
      failed: z.number().int().describe('how many had failed when the job was given up'),
      total: z.number().int(),
      first_reason: z.string(),
      max_failed_ratio: z.number().optional().describe('the share that may fail'),
      failures: failures.optional(),
      examples: failingExamples.optional().describe('which failed and why, at most the first 100'),
    }),
    message: ({ failed, total, first_reason, max_failed_ratio }) =>
      `${failed} of ${total} examples failed, more than max_failed_ratio${allowed(max_failed_ratio)} allows: raise ` +
      `it to go on without them (what was answered is not asked again). The first: ${first_reason}`,
  }),
  WORKER_LOST: entry({
    status: 500,
    retryable: true,
    data: z.object({ attempts: z.number().int() }),
    message: ({ attempts }) => `The worker was lost again and again, in attempt ${attempts} too.`,
  }),
  LIMIT_REACHED: entry({
    status: 429,
    retryable: true,
    data: z.object({ what: z.string().describe('what there were too many of'), retry_after_seconds: z.number() }),
    message: ({ what, retry_after_seconds }) => `Too many ${what}. Try again in ${retry_after_seconds} s.`,
  }),
  QUOTA_REACHED: entry({
    status: 403,
    retryable: false,
    data: z.object({
      what: z.enum(['storage']),
      used_bytes: z.number().describe('what you have stored or begun to upload'),
      limit_bytes: z.number().describe('what you may store'),
    }),
    message: ({ used_bytes, limit_bytes }) =>
      `This exceeds your quota of storage: ${used_bytes} of ${limit_bytes} bytes are used. Delete files, ` +
      'runs, experiments and then datasets that you no longer need, or ask an admin for more.',
  }),
  STORAGE_FULL: entry({
    status: 507,
    retryable: true,
    data: none,
    message: () => 'The server has no room left on its disk. Nothing was written; ask its operator to free space.',
  }),
  UNAVAILABLE: entry({
    status: 503,
    retryable: true,
    data: z.object({
      retry_after_seconds: z.number(),
      what: z.string().optional().describe('what cannot be reached; absent: the database'),
    }),
    message: ({ retry_after_seconds, what = 'its database' }) =>
      `Assay cannot reach ${what} right now. Try again in ${retry_after_seconds} s.`,
  }),
  INTERNAL: entry({
    status: 500,
    retryable: false,
    data: z.object({
      job_id: z.string().optional().describe('the job that met it, as its log names it'),
      dataset_id: z.string().optional().describe('the dataset that could not be read, as its log names it'),
      comparison_id: z.string().optional().describe('the comparison that met it, as its log names it'),
    }),
    message: (ids) => {
      const [named] = Object.entries(ids).map(([name, id]) => `the ${name} ${id}`)
      return `Something went wrong in Assay. Its log has the details under ${named ?? 'this request id'}.`
    },
  }),
} as const satisfies Record<string, ErrorEntry<z.ZodType>>

type Catalogue = typeof errorCatalogue

/** The code of an error in the catalogue. */
export type ErrorCode = keyof Catalogue

/** The facts that errors carry, by code. */
export type ErrorFacts = { [Code in ErrorCode]: z.infer<Catalogue[Code]['data']> }

/** The facts that an error of this code carries. */
export type ErrorData<Code extends ErrorCode> = ErrorFacts[Code]

const marker = Symbol.for('assay.error')

/**
 * An error that a user may see: a code of the catalogue with its facts.
 *
 * @example
 * throw new DomainError('JOB_NOT_FOUND', { job_id })
 */
export class DomainError<Code extends ErrorCode = ErrorCode> extends Error {
  override readonly name = 'DomainError'
  readonly code: Code
  readonly data: ErrorData<Code>
  readonly status: number
  readonly retryable: boolean
  readonly [marker] = true

  constructor(code: Code, data: ErrorData<Code>, options?: ErrorOptions) {
    const declared: ErrorEntry<z.ZodType> = errorCatalogue[code]
    super(declared.message(data), options)
    this.code = code
    this.data = data
    this.status = declared.status
    this.retryable = declared.retryable
  }

  /** Tells a DomainError by its marker, so that two copies of this package agree; with a code, one of that code. */
  static is<Code extends ErrorCode = ErrorCode>(error: unknown, code?: Code): error is DomainError<Code> {
    return error instanceof Error && marker in error && (code === undefined || ('code' in error && error.code === code))
  }
}

/** The one shape of an error on the wire, REST and tRPC alike. */
export const errorBody = z
  .object({
    code: z.string().describe('code of the error catalogue'),
    message: z.string().describe('what was wrong and what to do'),
    retryable: z.boolean().describe('whether the same request may succeed later'),
    data: z.record(z.string(), z.unknown()).describe('facts, by code'),
    request_id: z.string().describe('names this request in the server log'),
  })
  .describe('An error.')

/** The one shape of an error on the wire. */
export type ErrorBody = z.infer<typeof errorBody>

/** The wire shape of an error. */
export function toErrorBody(error: DomainError, request_id: string): ErrorBody {
  return {
    code: error.code,
    message: error.message,
    retryable: error.retryable,
    data: { ...error.data },
    request_id,
  }
}
