import { openProcessExecutor } from '../src/index.ts'

// an executor of its own, to be killed: its work comes as JSON, and its log goes to stdout
const [options = '{}', work = '{}'] = process.argv.slice(2)
const executor = await openProcessExecutor(JSON.parse(options))
await executor.execute(JSON.parse(work), {
  signal: new AbortController().signal,
  onLog: (_, bytes) => {
    process.stdout.write(bytes)
  },
})
