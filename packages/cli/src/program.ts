import { Command, CommanderError } from 'commander'
import { type ExitCode, exitCodes } from './command-error.ts'
import { addAccountCommands } from './commands/account.ts'
import { addKeyCommands } from './commands/api-key.ts'
import { addAuditCommands } from './commands/audit.ts'
import { addCompareCommands } from './commands/compare.ts'
import { addDatasetCommands } from './commands/dataset.ts'
import { addDeadLetterCommands } from './commands/dead-letter.ts'
import { addEvaluateCommand } from './commands/evaluate.ts'
import { addExperimentCommands } from './commands/experiment.ts'
import { addInvitationCommands } from './commands/invitation.ts'
import { addJobCommands } from './commands/job.ts'
import { addMetricCommands } from './commands/metric.ts'
import { addModelCommands } from './commands/model.ts'
import { addProfileCommands } from './commands/profile.ts'
import { addRunCommands } from './commands/run.ts'
import { addSecretCommands } from './commands/secret.ts'
import { addSessionCommands } from './commands/session.ts'
import { addShareCommands } from './commands/share.ts'
import { addSignInCommands } from './commands/sign-in.ts'
import { addUserCommands } from './commands/user.ts'
import { addWhoAmICommand } from './commands/who-am-i.ts'
import { explain } from './explain.ts'
import {
  type CommonOptions,
  type OpenSession,
  openSession,
  type Session,
  type Surroundings,
} from './session/session.ts'
import { visible } from './terminal/visible-text.ts'

/** Runs a command; answers with what the process should exit with. */
export async function runCommand(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  let session: Session | undefined
  const open = async (options: CommonOptions) => {
    session = await openSession(surroundings, options)
    return session
  }
  try {
    await createProgram(surroundings, open).parseAsync(args, { from: 'user' })
    return exitCodes.done
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage
    const { message, exitCode } = explain(error, session)
    surroundings.terminal.say(surroundings.terminal.sayColours.red(visible(message)))
    return exitCode
  }
}

function createProgram(surroundings: Surroundings, openWith: (options: CommonOptions) => Promise<Session>): Command {
  const { terminal } = surroundings
  const program = new Command('assay')
    .description('Runs computation on data and tells which result to trust.')
    .option('--url <url>', 'where Assay is (ASSAY_URL; http://127.0.0.1:3210)')
    .option('--api-key <key>', 'an API key (ASSAY_API_KEY; what "assay login" stored)')
    .option('--profile <name>', 'which of the servers that you have signed in to (ASSAY_PROFILE; the current one)')
    .option('--json', 'print data alone, as JSON, on stdout')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.say(text.trimEnd()),
    })
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('"--help" says more.')
    .addHelpText('after', exitCodeHelp)
  const open: OpenSession = () => openWith(program.opts<CommonOptions>())
  addSignInCommands(program, surroundings)
  addWhoAmICommand(program, open)
  addProfileCommands(program, surroundings)
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
  addAccountCommands(program, open)
  addSessionCommands(program, open)
  addUserCommands(program, open)
  addInvitationCommands(program, open)
  addAuditCommands(program, open)
  return program
}

const exitCodeHelp = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 the run itself failed, 130 interrupted.`
