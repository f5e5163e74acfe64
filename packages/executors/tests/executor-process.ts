import { openDockerExecutor, openProcessExecutor } from '../src/index.ts'

// an executor of its own, to be killed or to be another user: its work comes as JSON, and its log goes to stdout
const [kind, options = '{}', work = '{}'] = process.argv.slice(2)
const open = kind === 'docker' ? openDockerExecutor : openProcessExecutor
const executor = await open(JSON.parse(options))
const { outcome } = await executor.execute(JSON.parse(work), {
  signal: new AbortController().signal,
  onLog: (_, bytes) => {
    process.stdout.write(bytes)
  },
})
process.stdout.write(JSON.stringify(outcome))
