import { Command, CommanderError } from 'commander'
import { type ExitCode, exitCodes } from './command-error.ts'
import { addKeyCommands } from './commands/api-key.ts'
import { addCompareCommands } from './commands/compare.ts'
import { addDatasetCommands } from './commands/dataset.ts'
import { addDeadLetterCommands } from './commands/dead-letter.ts'
import { addEvaluateCommand } from './commands/evaluate.ts'
import { addExperimentCommands } from './commands/experiment.ts'
import { addJobCommands } from './commands/job.ts'
import { addMetricCommands } from './commands/metric.ts'
import { addModelCommands } from './commands/model.ts'
import { addRunCommands } from './commands/run.ts'
import { addSecretCommands } from './commands/secret.ts'
import { addShareCommands } from './commands/share.ts'
import { addSignInCommands } from './commands/sign-in.ts'
import { explain } from './explain.ts'
import { type CommonOptions, type OpenSession, openSession, type Surroundings } from './session.ts'

/** Runs a command; answers with what the process should exit with. */
export async function runCommand(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  try {
    await createProgram(surroundings).parseAsync(args, { from: 'user' })
    return exitCodes.done
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage
    const { message, exitCode } = explain(error)
    surroundings.terminal.say(surroundings.terminal.sayColours.red(message))
    return exitCode
  }
}

function createProgram(surroundings: Surroundings): Command {
  const { terminal } = surroundings
  const program = new Command('assay')
    .description('Runs computation on data and tells which result to trust.')
    .option('--url <url>', 'where Assay is (ASSAY_URL; http://127.0.0.1:3210)')
    .option('--api-key <key>', 'an API key (ASSAY_API_KEY; what "assay login" stored)')
    .option('--json', 'print data alone, as JSON, on stdout')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.say(text.trimEnd()),
    })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('"--help" says more.')
    .addHelpText('after', exitCodeHelp)
  const open: OpenSession = () => openSession(surroundings, program.opts<CommonOptions>())
  addSignInCommands(program, { open, surroundings })
  addEvaluateCommand(program, open)
  addDatasetCommands(program, open)
  addExperimentCommands(program, open)
  addRunCommands(program, open)
  addCompareCommands(program, open)
  addJobCommands(program, open)
  addModelCommands(program, open)
  addMetricCommands(program, open)
  addSecretCommands(program, open)
  addShareCommands(program, open)
  addDeadLetterCommands(program, open)
  addKeyCommands(program, open)
  return program
}

const exitCodeHelp = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 the run itself failed, 130 interrupted.`
