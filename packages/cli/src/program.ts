import completion from '@bomb.sh/tab/commander'
import { Command, CommanderError } from 'commander'
import cli from '../package.json' with { type: 'json' }
import { type CommandError, type ExitCode, exitCodes, wrongUsage } from './command-error.ts'
import { addAccountCommands } from './commands/account.ts'
import { addAdminCommand } from './commands/admin.ts'
import { addKeyCommands } from './commands/api-key.ts'
import { addApplicationCommands } from './commands/application.ts'
import { addAskCommand } from './commands/ask.ts'
import { addAuditCommands } from './commands/audit.ts'
import { addCompareCommands } from './commands/compare.ts'
import { addDatasetCommands } from './commands/dataset.ts'
import { addDeadLetterCommands } from './commands/dead-letter.ts'
import { addEvaluateCommand } from './commands/evaluate.ts'
import { addExperimentCommands } from './commands/experiment.ts'
import { addFileCommands } from './commands/file.ts'
import { addInvitationCommands } from './commands/invitation.ts'
import { addJobCommands } from './commands/job.ts'
import { addJudgeCommands } from './commands/judge.ts'
import { addMetricCommands } from './commands/metric.ts'
import { addModelCommands } from './commands/model.ts'
import { addNotificationCommand } from './commands/notification.ts'
import { addProfileCommands } from './commands/profile.ts'
import { addReferenceCommands } from './commands/reference.ts'
import { addRunCommands } from './commands/run.ts'
import { addRunCommand } from './commands/run-application.ts'
import { addSecretCommands } from './commands/secret.ts'
import { addSessionCommands } from './commands/session.ts'
import { addShareCommands } from './commands/share.ts'
import { addSignInCommands } from './commands/sign-in.ts'
import { addTaskCommands } from './commands/task.ts'
import { addUserCommands } from './commands/user.ts'
import { addWebhookCommands } from './commands/webhook.ts'
import { addWhoAmICommand } from './commands/who-am-i.ts'
import { addWorkerCommand } from './commands/work.ts'
import { addWorkerCommands } from './commands/worker.ts'
import { explain, toFailure } from './explain.ts'
import {
  type CommonOptions,
  type OpenSession,
  openSession,
  type Session,
  type Surroundings,
} from './session/session.ts'
import { pasteable } from './terminal/terminal.ts'
import { visible, visibleJson } from './terminal/visible-text.ts'

/** Runs a command; answers with what the process should exit with. */
export async function runCommand(args: readonly string[], surroundings: Surroundings): Promise<ExitCode> {
  let session: Session | undefined
  const open = async (options: CommonOptions) => {
    session = await openSession(surroundings, options)
    return session
  }
  const { terminal } = surroundings
  const isJson = args.includes('--json')
  try {
    await createProgram(surroundings, open, isJson).parseAsync(args, { from: 'user' })
    return exitCodes.done
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.done
    if (error instanceof CommanderError && !isJson) return exitCodes.wrongUsage
    const explanation = explain(error instanceof CommanderError ? asWrongUsage(error) : error, session)
    const message = terminal.sayColours.red(visible(explanation.message))
    terminal.say(isJson ? visibleJson(toFailure(explanation)) : message)
    return explanation.exitCode
  }
}

function asWrongUsage({ code, message }: CommanderError): CommandError {
  const isHelp = code === 'commander.help'
  return wrongUsage(isHelp ? 'Name a command: "assay --help" lists them.' : message.replace(/^error: /, ''))
}

function createProgram(
  surroundings: Surroundings,
  openWith: (options: CommonOptions) => Promise<Session>,
  isJson: boolean,
): Command {
  const { terminal } = surroundings
  const program = new Command('assay')
    .description('Runs computation on data and tells which result to trust.')
    .version(cli.version)
    .option('--url <url>', 'where Assay is (ASSAY_URL; http://127.0.0.1:3210)')
    .option('--api-key <key>', 'an API key (ASSAY_API_KEY; what "assay login" stored)')
    .option('--profile <name>', 'which of the servers that you have signed in to (ASSAY_PROFILE; the current one)')
    .option('--json', 'print data alone, as JSON, on stdout; a failure, too, is JSON, on stderr')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(pasteable(text.trimEnd(), surroundings.environment.command)),
      writeErr: (text) => (isJson ? undefined : terminal.say(text.trimEnd())),
      getOutHelpWidth: () => terminal.width ?? 100,
      getErrHelpWidth: () => terminal.width ?? 100,
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
  addReferenceCommands(program, open)
  addFileCommands(program, open)
  addExperimentCommands(program, open)
  addRunCommand(program, open)
  addRunCommands(program, open)
  addCompareCommands(program, open)
  addJobCommands(program, open)
  addApplicationCommands(program, open)
  addModelCommands(program, open)
  addAskCommand(program, open)
  addTaskCommands(program, open)
  addMetricCommands(program, open)
  addJudgeCommands(program, open)
  addSecretCommands(program, open)
  addShareCommands(program, open)
  addWebhookCommands(program, open)
  addNotificationCommand(program, open)
  addDeadLetterCommands(program, open)
  addKeyCommands(program, open)
  addAccountCommands(program, open)
  addSessionCommands(program, open)
  addUserCommands(program, open)
  addInvitationCommands(program, open)
  addWorkerCommands(program, open)
  addWorkerCommand(program)
  addAuditCommands(program, open)
  addAdminCommand(program, isJson)
  completion(program, { completionCommandName: 'completion' })
  return program
}

const exitCodeHelp = `
Exit codes: 0 done, 1 failed, 2 wrong usage, 3 the run itself failed or --fail-if-worse applies, 130 interrupted.`
