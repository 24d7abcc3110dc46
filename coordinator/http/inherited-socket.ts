import { type Settings, SettingsError } from '../settings.ts'

/** Where a supervisor puts the first socket that it passes on: SD_LISTEN_FDS_START of sd_listen_fds(3). */
const FIRST = 3

/**
 * The listening socket that a supervisor such as systemd holds and passes on to this process, as its file descriptor. Connections wait in it
 * while no process runs. Null: there is none, or it is meant for another process.
 * @throws {SettingsError} when there are several; in the sandbox, which listens on this machine alone
 */
export function inheritedSocket(env: NodeJS.ProcessEnv, { twilio }: Pick<Settings, 'twilio'>): number | null {
  if (Number(env.LISTEN_PID) !== process.pid) return null
  if (env.LISTEN_FDS !== '1') throw new SettingsError([`LISTEN_FDS: ${env.LISTEN_FDS}; accepted: one socket`])
  if (twilio === null) throw new SettingsError(['LISTEN_FDS: the sandbox opens a port of its own'])
  return FIRST
}
