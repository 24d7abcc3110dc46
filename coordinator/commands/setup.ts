import { envFile } from '../going-live/env-file.ts'
import { runSetup } from '../going-live/setup-command.ts'
import { runCommand } from './command.ts'
import { print } from './output.ts'
import { SETUP_USAGE, setupArguments } from './setup-arguments.ts'

await runCommand({
  usage: SETUP_USAGE,
  parse: setupArguments,
  async main(given) {
    await runSetup(given, { env: process.env, file: envFile('.env'), print })
  },
})
