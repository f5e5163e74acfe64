import { type Procedure, type Role, roles } from '@assay/access'

/** What is to be known of operations beyond what their summaries say. */
const descriptions = {
  'session.whoami': 'A key that is good answers 200: the cheapest way to check one.',
  'session.claim': 'The link is printed by the first start and good for a day. It makes the first admin, with a key.',
  'session.issuers': 'Empty where people sign in with a password alone.',
  'session.create': 'Sets a cookie that no script can read. Programs use an API key instead.',
  'session.delete': 'The cookie is good for nothing from now on, wherever it was copied to.',

  'sessions.list': 'With the program, the network address and the last use of each.',
  'sessions.revoke': 'That browser has to sign in again.',

  'device_logins.start': 'A program shows `user_code` and opens `verification_url`, then polls with `device_code`.',
  'device_logins.poll': 'Answers `pending` until somebody has decided, then once with the key. Wait between polls.',
  'device_logins.get': 'What the page shows before you decide: who asks, from where, since when.',
  'device_logins.decide': 'Approving makes an API key of yours, which the device gets once.',
  'usage.get': 'What you have stored and have running, and how much you may.',

  'account.options': 'Who may sign up, whether mail is sent, and whether there is an admin yet.',
  'account.sign_up':
    'Open, by invitation or closed, as `account.options` says. With mail, the address is confirmed first.',
  'account.check_link': 'Whoever has the link learns no more than by using it.',
  'account.confirm': 'With the token of the link that was mailed.',
  'account.request_reset': 'Answers the same whether or not there is such an account.',
  'account.reset_password': 'With the token of the link. All browsers are signed out; keys too, if you say so.',
  'account.change_password': 'Needs the current password. Other browsers are signed out.',
  'account.change_email': 'With mail, the new address counts once it is confirmed.',
  'account.update': 'Changes what is given and leaves the rest.',
  'account.delete': 'Ends your runs and deletes what you own, for good.',

  'users.list': 'Everybody, or those whose name or address holds `search`.',
  'users.get': 'With groups and limits, and whether the account is disabled.',
  'users.update': 'Changes groups, limits, name, or whether the account may sign in.',
  'users.create_reset_link': 'For servers without mail: hand the link over yourself. It works once.',
  'users.delete': 'Ends their runs and deletes what they own, for good.',

  'invitations.create': 'The link works once. With mail it is sent; it is in the answer as well.',
  'invitations.list': 'Those that are neither used nor expired.',
  'invitations.revoke': 'Its link is good for nothing from now on.',

  'api_keys.create': 'The key is in the answer and nowhere else: it cannot be read again. Scopes limit what it may do.',
  'api_keys.list': 'By name and beginning; the keys themselves are not kept.',
  'api_keys.rotate': 'A new key with the same name and scopes; the old one goes on for as long as you say.',
  'api_keys.revoke': 'The key is refused from the next request on.',

  'secrets.put': 'Stored encrypted and never given out; runs use it by name, as `secret` of a model.',
  'secrets.list': 'Names and times only.',
  'secrets.delete': 'Runs that still need it fail.',

  'uploads.create':
    'Then send the bytes, and make a file or dataset of it. What has the `sha256` of what you have need not be sent.',
  'uploads.get': 'Where to go on is `received_bytes`.',
  'uploads.append':
    'After a lost connection, go on from what HEAD says. The last byte completes the upload, if all are as announced.',
  'uploads.offset': 'The same as `uploads.get`, in headers alone.',
  'uploads.sign_parts':
    'In any order, several at once. Send each request as it is, without your credential, and complete the upload then.',
  'uploads.complete': 'Needed where the size was not given at the start, and where parts went straight to the store.',

  'files.put': 'The upload is used up. With the folders above it; a file that is there gets the new bytes.',
  'files.upload':
    'Upload and file in one call: `curl -T a.tif`. Wholly or not at all; large files take `uploads.create`, to go on.',
  'files.upload_many':
    'Up to 1,000 files of at most 1 MiB, as `tar c` writes them; 32 MiB in all. One refused leaves the others be.',
  'files.list':
    'In order of the paths. With `recursive`, what is in its folders too; with `owner`, in the tree of another.',
  'files.get': 'Its size, SHA-256, ETag and media type; who wrote it, and the run that it came from.',
  'files.usage': 'How many files and folders there are, and how large they are together.',
  'files.create_folder': 'With those above it. That it is there already is no error.',
  'files.move':
    'No bytes move, whatever the size: ids and shares stay. A file takes the place of another if you say so.',
  'files.copy': 'Within a tree nothing is stored twice. What you copy from another counts as yours.',
  'files.delete':
    'A folder that is not empty needs `recursive`. Of `data` and the other top folders, all that is in it.',
  'files.download': 'Ranges are honoured. `inline` shows images, audio, video and plain text in a browser.',
  'files.zip': 'Folders with all that is in them, up to 100,000 files; made while it is sent, nothing compressed.',
  'files.create_url':
    'Of the bytes that the file has now. It ends with its time, with them, and with your own access to the file.',
  'files.signed': 'What `files.create_url` gave out. Ranges are honoured; a store that has an address answers itself.',

  'datasets.create':
    'Read and checked in the background: wait for the `state` `ready` or `failed`. A known name gets a new version.',
  'datasets.upload':
    'Upload and dataset in one call, as a form: `curl -F file=@news.csv`. Files over 16 MiB take `uploads.create`.',
  'datasets.get': 'With `wait_seconds` the answer comes when it is read, or when the time is over.',
  'datasets.list': 'Your own and those that are shared with you; with `name`, the versions of one.',
  'datasets.rows':
    'In order of the file, from behind `after`, or of columns, from `offset` on, with the columns that you name.',
  'datasets.profile': 'Of the rows that the filters leave. Computed when it is asked for; a version never changes.',
  'datasets.create_from_url':
    'The answer comes at once; `source` says how far it is, `waiting` why it is not, `error` why it never will be.',
  'datasets.create_from_files': 'One table file becomes a table of examples; anything else a set of files.',
  'datasets.files': 'Of a set of files; a table has none.',
  'datasets.file': 'A file of a set of files, as it was when the dataset was made. Ranges are honoured.',
  'datasets.zip': 'All of a set of files, as they were when it was made; made while it is sent, nothing compressed.',
  'datasets.download': 'The file as it was uploaded, or the checked table as Parquet. Ranges are honoured.',
  'datasets.delete': 'Only while no experiment uses it.',
  'datasets.annotate':
    'One job; its `dataset_id`, and `datasets.list` with `run_id`, name the new version. This one stays as it is.',
  'datasets.apply_reviews': 'By its owner. A column with `_author` behind its name says who wrote each reference.',

  'references.list': 'Each as it is since its last review, with what the version holds and who wrote it.',
  'references.set':
    'By the owner, or with a share for writing. The version stays: `datasets.apply_reviews` makes another.',
  'references.history': 'By whom, when, and what it was before; newest first.',

  'applications.plan': 'Compares entries with the catalogue, and says which files it does not have; changes nothing.',
  'applications.put': 'What jobs have used is refused where it differs; what is equal stays as it is.',
  'applications.list': 'The newest version first; everyone who is signed in may see them.',
  'applications.get': 'Each entrypoint with its definition, and its parameters as JSON Schema.',
  'applications.file': 'As it was applied; its jobs find it in their working folder.',
  'applications.openapi': 'How to submit a run of it: its parameters, and those of all that it requires.',
  'applications.remove': 'Jobs that have used it stay readable, and to apply it again brings it back.',

  'models.list':
    'What `models` of an evaluation can name: your own entries, those for everyone, then the built-in ones, which is ' +
    'the order in which a name is looked up. An evaluation can describe any other model whole.',
  'models.get': 'By its name, looked up as an evaluation does, or by its id.',
  'models.complete':
    'One call, without retries and without the cache of answers; when you leave, it ends. Up to eight of your calls ' +
    'go on at once.',
  'models.stream':
    'Pieces of the answer and of the reasoning as they come, at the end the whole, which is what counts: with tokens ' +
    'and cost. A model that cannot be read piece by piece gives the whole alone. A stream that broke off is not ' +
    'taken up again: ask anew.',
  'models.generate': 'Each text is asked about as in an inference, retries included; one without an answer says why.',
  'models.put':
    'The entry keeps all that the model is called with, and a run keeps what the entry said when it began. An alias ' +
    'points at another entry by name. A secret that the model names is that of whoever calls it; only an entry for ' +
    'everyone with `shared_secret` is called with the secret of the admin who made it.',
  'tasks.create': 'Under a name, with names of models that do it.',
  'tasks.list': 'With what models are told, and the languages that a translation can name.',
  'tasks.get': 'One of every installation by its name, one of yours by its id.',
  'tasks.delete': 'One of yours; those of every installation stay.',
  'metrics.list': 'What `metrics` of an evaluation can name, with scores, ranges, and what each equals and cites.',
  'metrics.explain': 'Scores one text, and says what the score was made of.',

  'experiments.create': 'Binds a dataset version to a task and columns; runs are compared within it.',
  'experiments.get': 'Name, dataset version, task, columns, and what the verdict is about.',
  'experiments.list': 'Your own and those that are shared with you.',
  'experiments.delete': 'With its runs, their outputs and comparisons. Not while one of its runs goes on.',
  'experiments.estimate':
    'Tokens from the lengths of the texts, cost from the prices of the models, each with its least and its most. ' +
    'Answers that are known already are not asked for again, so that it can be less.',
  'experiments.evaluate':
    'One run for each model, under names that tell them apart. What was computed before is used again.',
  'experiments.export':
    'With its dataset, the runs that have ended, judges and labels, and without secrets, for another server.',
  'experiments.import':
    'Wholly or not at all, under new ids. What you have already is not stored again: the file, and judges by name.',
  'experiments.export_to_mlflow':
    'Parameters, scores with intervals, tags and files; each run once, however often. Ask again while some remain.',
  'experiments.compare':
    'Without `run_ids`, the newest run of each model. The same question has the same answer, computed once.',

  'comparisons.create': 'Of runs of any experiments on one dataset version.',
  'comparisons.get': 'With `wait_seconds` the answer comes when it is computed, or when the time is over.',
  'comparisons.list': 'Each with what was asked and the sentence of its verdict.',
  'comparisons.slices': 'The comparison within groups of examples that share a value of a column, with warnings.',
  'comparisons.distributions': 'Counts of scores, and of differences from the baseline, for small histograms.',
  'comparisons.examples': 'Two runs example by example: scores, winner, and what changed word by word.',
  'comparisons.verify': 'Computes the comparison of a bundle again, and names the first number that differs.',
  'comparisons.export': 'As CSV, JSONL, Parquet, Markdown, LaTeX, an HTML report, or a bundle with all of it.',

  'runs.create':
    'Checked as a whole before anything is queued; what succeeded before with equal inputs is reused at once.',
  'runs.get': 'With its jobs, how far they are, what they found, and why one failed.',
  'runs.list': 'Your own and those that are shared with you; by experiment, name and state.',
  'runs.stop': 'Queued jobs end at once, running ones within seconds.',
  'runs.raise_budget':
    'Limits are those in all, what is spent included; limits that are absent stay. Answers are not asked for again.',
  'runs.retry':
    'A new run that uses again what had succeeded and what was paid for; `from` names what runs all the same.',
  'runs.plan_retry': 'Changes nothing: which jobs would run, and which would be reused.',
  'runs.graph': 'However many jobs it has, by pages.',
  'runs.explain': 'What differs from the nearest earlier job that did the same, job by job.',
  'runs.delete': 'With its events and outputs. Not while it goes on.',
  'runs.examples': 'Input, reference, prediction and scores side by side; of a run that failed, what it failed on.',
  'runs.events': 'Server-sent events. After a lost connection `Last-Event-ID` goes on without gap or repetition.',
  'runs.outputs_zip': 'Those of each job in a folder of its own; made while it is sent, nothing compressed.',

  'jobs.get': 'With its spec, progress, result and outputs.',
  'jobs.list': 'By run, state and kind.',
  'jobs.stop': 'At once if it waits, within seconds if it runs. What needs it is skipped.',
  'jobs.output':
    'A file of a job, such as `predictions` or `scores`, as Parquet, or what an application left. Ranges are honoured.',
  'jobs.outputs': 'By output and path, with sizes and SHA-256.',
  'jobs.outputs_zip':
    'All files where they stood below the folder of outputs; made while it is sent, nothing compressed.',
  'jobs.logs': 'Server-sent events, each with lines. `Last-Event-ID` goes on without gap or repetition.',
  'jobs.log_lines': 'By pages from any line on, while the job runs and after.',
  'jobs.search_log': 'Lines that hold exactly a text, and how many of them there are in all.',
  'jobs.log': 'All lines of an attempt, as text.',

  'numbered_jobs.list': 'Your own that were given a number, the newest first; passed over by `offset`.',
  'numbered_jobs.get': 'In short, with what was kept with its run. What does not run is told by its state alone.',
  'numbered_jobs.delete': 'At once it is no job of yours any more. One that runs is stopped.',

  'workers.create': 'For your own jobs; admins register one for those of others, of a group or of everybody.',
  'workers.list': 'With what works under the token of each, and what it executes. `all` is for admins.',
  'workers.get': 'With what works under its token, what that has, and what it executes.',
  'workers.update': 'Labels count from the next session on.',
  'workers.rotate': 'Sessions go on under the new token.',
  'workers.drain': 'What it executes goes on to its end.',
  'workers.remove': 'What it executes goes to others.',

  'work.pull':
    'For programs without sessions: each job is kept by what is told of it, and goes to others after `lease_seconds`.',
  'work.pulled': 'While the worker has it, and what it was last told after its end.',
  'work.tell': '`is_wanted` says whether the job is to go on. `said` is added to what was said before.',

  'work.open':
    'Everything else of `work` names the session. After `lease_seconds` without a renewal its jobs go to others.',
  'work.renew': 'Four times in each lease. `draining` says that there will be no more jobs.',
  'work.claim':
    'Each job comes with a new attempt, which counts from now on. An answer that got lost is made up by `held`.',
  'work.held':
    'What the program executes and is not listed, it takes back by `readopt` or kills. What is listed and it does ' +
    'not know, it hands back by `settle`.',
  'work.readopt': 'After the program was out of reach for longer than its lease. What it does not get back it kills.',
  'work.settle': 'All of it, or nothing; safe to send again. The outputs are what was stored for the attempt before.',
  'work.note': 'At most twice a second. Notes of attempts that are over are dropped.',
  'work.log':
    'Each chunk counts once, by the number of its first line. What comes of attempts that are over is dropped.',
  'work.material': 'Inputs by their blobs, and the values of secrets, which the program keeps to itself.',
  'work.input': 'Some of the bytes for a `Range`. May lead to the store itself.',
  'work.output': 'The same name and path again replaces it.',
  'work.checkpoint': 'A program that was killed leaves what it has kept to whoever executes the job next.',
  'work.read_checkpoint': 'Its name is that under which it was kept.',
  'work.keep_checkpoint': 'The same name again replaces it. All parts go when the job has ended.',
  'work.begin_output':
    'Where `part_bytes` is null, send it by `work.output`, as whatever is small. To begin again forgets what was sent.',
  'work.sign_output': 'In any order, several at once. Send each request as it is, without the token of the worker.',
  'work.complete_output': 'The store says that it has these bytes. They are an output once the attempt has succeeded.',
  'work.close': 'The program has ended.',

  'shares.create': 'Lets one user or everybody read a thing, or change it too. What belongs to it is seen with it.',
  'shares.list': 'Of things that are yours, or with you.',
  'shares.delete': 'Takes effect with the next request.',

  'audit.list': 'Who did what to what, when and from where.',
  'audit.export': 'The same as a file, for a time that you choose.',
  'dead_letters.list': 'Platform work that failed after all its attempts.',
  'dead_letters.redrive': 'Once what stood in the way is gone.',
} as const satisfies Partial<Record<Procedure, string>>

const sentences: ReadonlyMap<string, string> = new Map(Object.entries(descriptions))
const byName: ReadonlyMap<string, Role> = new Map(Object.entries(roles))

/** What is to be known of an operation, and what a credential needs to call it. */
export function describeOperation(name: string): string | undefined {
  const role = byName.get(name)
  if (!role) return undefined
  const { groups, scope } = role
  const who = whoOf(groups)
  const needed = scope === null ? undefined : `Needs the scope \`${scope}\`.`
  return [sentences.get(name), who, needed].filter((said) => said !== undefined).join(' ')
}

function whoOf(groups: Role['groups']): string | undefined {
  if (groups === 'anyone') return 'Nobody needs to be signed in.'
  if (groups === 'worker_tokens') return 'For programs that present the token of a worker.'
  return groups.join() === 'admin' ? 'For admins.' : undefined
}
