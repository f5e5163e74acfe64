// The arrows: which unit may import which. Whatever is not listed is forbidden.
const arrows = {
  schemas: [],
  metrics: [],
  turns: [],
  storage: ['schemas'],
  tables: ['schemas', 'turns'],
  outgoing: ['schemas'],
  masking: [],
  executors: ['schemas'],
  models: ['schemas', 'masking', 'outgoing'],
  db: ['schemas'],
  queue: ['schemas', 'db'],
  engine: ['schemas', 'db'],
  access: ['schemas', 'db', 'engine', 'queue', 'outgoing'],
  compute: ['schemas', 'db', 'metrics', 'models', 'turns'],
  dispatch: ['schemas', 'masking'],
  core: [
    ...['schemas', 'db', 'engine', 'access', 'compute', 'queue', 'storage', 'tables', 'turns', 'metrics'],
    ...['models', 'outgoing'],
  ],
  settings: ['schemas', 'metrics'],
  runners: ['schemas', 'dispatch', 'executors', 'masking', 'compute', 'metrics', 'models', 'tables'],
  program: ['settings', 'db', 'access', 'compute', 'queue', 'storage', 'outgoing', 'core'],
  moving: ['db', 'engine', 'access', 'queue', 'storage', 'program'],
  api: ['schemas', 'settings', 'db', 'engine', 'access', 'outgoing', 'core', 'program'],
  worker: [
    ...['schemas', 'settings', 'db', 'engine', 'access', 'compute', 'dispatch', 'executors', 'runners'],
    ...['queue', 'storage', 'tables', 'metrics', 'models', 'outgoing', 'core', 'program'],
  ],
  'pull-worker': ['schemas', 'sdk', 'dispatch', 'executors', 'runners', 'compute', 'models', 'tables'],
  sdk: ['schemas', 'api'],
  cli: ['schemas', 'sdk'],
  standalone: [
    ...['schemas', 'settings', 'db', 'engine', 'access', 'queue', 'storage', 'models', 'outgoing'],
    ...['core', 'program', 'moving', 'api', 'worker'],
  ],
  testing: ['[^/]+'],
}

// The rooms of core, from the ground up: which may import which. Each names only those before it, so there is no
// circle.
const rooms = {
  'builtin-user.ts': [],
  file: [],
  data: ['file'],
  run: ['file'],
  notification: [],
  evaluation: ['file', 'data', 'run'],
  application: ['builtin-user.ts', 'file', 'data', 'run', 'evaluation'],
  work: ['file', 'run', 'application'],
  annotation: ['file', 'data', 'run', 'evaluation'],
  'comparison/deps.ts': ['data', 'evaluation'],
  'comparison/comparison.ts': ['comparison/deps.ts'],
  'comparison/scores': ['file', 'data', 'evaluation', 'comparison/deps.ts'],
  'comparison/corpus': ['evaluation', 'comparison/deps.ts', 'comparison/scores'],
  'comparison/verdict': [],
  'comparison/result.ts': [
    ...['evaluation', 'comparison/deps.ts', 'comparison/scores', 'comparison/corpus', 'comparison/verdict'],
  ],
  'comparison/compute.ts': [
    ...['data', 'evaluation', 'comparison/deps.ts', 'comparison/scores', 'comparison/result.ts'],
  ],
  'comparison/question': ['data', 'evaluation', 'comparison/deps.ts', 'comparison/comparison.ts'],
  'comparison/examples': [
    ...['file', 'data', 'evaluation', 'comparison/deps.ts', 'comparison/comparison.ts', 'comparison/scores'],
  ],
  'comparison/slices': [
    ...['data', 'evaluation', 'comparison/deps.ts', 'comparison/comparison.ts', 'comparison/scores'],
    'comparison/verdict',
  ],
  calibration: ['file', 'data', 'evaluation', 'comparison/deps.ts', 'comparison/scores'],
  export: [
    ...['file', 'data', 'evaluation', 'comparison/deps.ts', 'comparison/comparison.ts', 'comparison/scores'],
    ...['comparison/verdict', 'comparison/result.ts', 'comparison/examples', 'comparison/slices'],
  ],
  'deps.ts': ['file', 'run', 'notification', 'evaluation', 'export'],
  'on-behalf.ts': ['deps.ts'],
  'kinds.ts': ['run', 'application', 'evaluation'],
  'open-core.ts': ['file', 'data', 'run', 'application', 'annotation', 'notification', 'deps.ts', 'kinds.ts'],
  'reference.ts': ['file', 'deps.ts'],
  'health.ts': ['deps.ts'],
  'dead-letter.ts': ['deps.ts'],
  'abandon.ts': ['data', 'notification', 'comparison/compute.ts', 'deps.ts'],
  'clean-up.ts': ['file', 'run', 'application', 'notification', 'deps.ts', 'abandon.ts'],
  'end-account.ts': ['file', 'data', 'run', 'evaluation', 'deps.ts'],
  'sample.ts': [
    ...['builtin-user.ts', 'file', 'data', 'run', 'evaluation', 'comparison/comparison.ts', 'comparison/question'],
    'deps.ts',
  ],
}

const units = '^(?:apps|packages)/'
const tests = '(?:/tests/|\\.test(?:-d)?\\.ts$)'
const index = '/src/(?:(?:testing|embeddings|entry)/)?index\\.ts$'

function only(unit, allowed, from) {
  return {
    from: { path: `${units}${unit}/`, ...from },
    to: { path: units, pathNot: `${units}(?:${[unit, ...allowed].join('|')})/` },
  }
}

const arrowRules = Object.entries(arrows).flatMap(([unit, allowed]) => [
  { name: `arrows-of-${unit}`, severity: 'error', ...only(unit, allowed, { pathNot: tests }) },
  {
    name: `arrows-of-${unit}-tests`,
    comment: 'Tests may import the test platform and the SDK besides what their unit may import.',
    severity: 'error',
    ...only(unit, [...allowed, 'testing', 'sdk'], { path: `${units}${unit}/.*${tests}` }),
  },
])

const core = '^packages/core/src/'
const places = Object.keys(rooms)

for (const [at, [room, allowed]] of Object.entries(rooms).entries()) {
  const later = allowed.filter((other) => !places.slice(0, at).includes(other))
  if (later.length > 0)
    throw new Error(`The room ${room} of core names ${later.join(', ')}, which does not stand before it.`)
}

/** A room of core: a file, or a folder with all that is in it. */
function inRooms(names) {
  return `${core}(?:${names.map((name) => (name.endsWith('.ts') ? `${name}$` : `${name}/`)).join('|')})`
}

const roomRules = Object.entries(rooms).map(([room, allowed]) => ({
  name: `rooms-of-core-${room.replaceAll('/', '-').replace(/\.ts$/, '')}`,
  severity: 'error',
  from: { path: inRooms([room]) },
  to: { path: core, pathNot: inRooms([room, ...allowed]) },
}))

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    ...arrowRules,
    ...roomRules,
    {
      name: 'room-without-arrows',
      comment:
        'A new file or folder in core needs its line in the table of rooms; ' +
        'the index says what is public of all of them.',
      severity: 'error',
      from: { path: core, pathNot: [inRooms(places), `${core}index\\.ts$`, tests] },
      to: {},
    },
    {
      name: 'unit-without-arrows',
      comment: 'A new folder in apps or packages needs its line in the table of arrows.',
      severity: 'error',
      from: { path: units, pathNot: `${units}(?:${Object.keys(arrows).join('|')})/` },
      to: {},
    },
    {
      name: 'sdk-knows-only-types-of-api',
      severity: 'error',
      from: { path: '^packages/sdk/', pathNot: tests },
      to: { path: '^apps/api/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'no-internals-of-another-unit',
      comment: 'Import the unit by its name; its index says what is public.',
      severity: 'error',
      from: { path: `${units}([^/]+)/` },
      to: { path: units, pathNot: [`${units}$1/`, index] },
    },
    {
      name: 'no-internals-from-bench',
      severity: 'error',
      from: { path: '^bench/' },
      to: { path: units, pathNot: index },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: {
        orphan: true,
        pathNot: [index, '/page\\.js$', '/src/main\\.ts$', tests, '\\.config\\.ts$', '\\.d\\.ts$'],
      },
      to: {},
    },
    {
      name: 'no-production-code-on-tests',
      severity: 'error',
      from: { pathNot: [tests, '^packages/testing/'] },
      to: { path: tests },
    },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'declared',
      comment: 'The package.json of the unit names every package that it imports.',
      severity: 'error',
      from: { path: units },
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-development-packages-in-production',
      comment: 'What the SDK needs becomes part of its one file: whoever installs it installs nothing else.',
      severity: 'error',
      from: { path: `${units}[^/]+/src/`, pathNot: [tests, '^packages/(?:testing|sdk)/'] },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm-peer'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/(?:dist|fixtures)/' },
    tsPreCompilationDeps: true,
    combinedDependencies: false,
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
}
