import { type Contained, environmentScript, type Launch, type Sandbox } from './sandbox.ts'

/** No sandbox at all, for an operator who allows it: what the command starts in a session of its own may outlive it. */
export const none: Sandbox = {
  name: 'none',
  folders: undefined,
  launch,
  async [Symbol.asyncDispose]() {},
}

const script = 'echo $$ >&3; exec 3>&-; eval "$(cat <&4)"; exec 4<&-; cd "$1" || exit 125; shift; exec "$@"'

function launch({ work, command }: Contained): Launch {
  return {
    argv: ['/bin/sh', '-c', script, 'sh', work.folders.working, ...command.argv],
    told: [environmentScript(command.environment)],
  }
}
