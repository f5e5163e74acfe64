#!/usr/bin/env node
import { readEnvironment } from './env.ts'
import { runCommand } from './program.ts'
import { processTerminal } from './terminal/terminal.ts'

// a reader that has seen enough, as in `assay runs list | head`
process.stdout.on('error', () => process.exit())

const environment = readEnvironment()
process.exitCode = await runCommand(process.argv.slice(2), { environment, terminal: processTerminal(environment) })
