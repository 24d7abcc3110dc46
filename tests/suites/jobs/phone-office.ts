import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { coordinatorApp } from '../../../coordinator/http-app.ts'
import { jobControlOf } from '../../../jobs/job-control.ts'
import { runJob } from '../../../jobs/run-job.ts'
import { type DeskOptions, NO_TWILIO, openDesk, until } from '../../setup/desk.ts'
import type { SimulatorSettingsInput } from '../../simulator/settings.ts'
import { CREDENTIALS, NUMBER, pointNumber, startTestSimulator } from '../simulator/test-simulator.ts'

/** A whole desk behind the simulated Twilio: callers dial, webhooks come, commands go. */
export async function openPhoneOffice(
  options: { simulator?: Partial<SimulatorSettingsInput>; desk?: DeskOptions } = {},
) {
  const bench = await startTestSimulator({
    ringMs: 20,
    speechRate: 0.01,
    outboundPerSecond: 50,
    ...options.simulator,
  })
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const publicUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const twilio = { ...NO_TWILIO, ...CREDENTIALS, callerId: NUMBER, apiUrl: bench.simulator.url }
  const desk = await openDesk({ ...options.desk, twilio, publicUrl })
  // The simulator keeps the time of day.
  desk.clock.at = Date.now()
  const office = await desk.open()
  const { redis, log, settings } = office
  const clock = options.desk?.clock ?? desk.clock
  const app = coordinatorApp({
    settings,
    twilio,
    publicUrl,
    coordinator: office,
    redis,
    serving: { whyNot: async () => null, seen: () => undefined },
    leaving: () => false,
    consoleFolder: null,
    board: async () => undefined,
    jobs: jobControlOf(office.jobDeps.queue),
    clock,
    log,
    metrics: office.metrics,
  })
  server.on('request', app.callback())
  await pointNumber(bench, {
    voiceUrl: `${publicUrl}/api/twilio/voice`,
    statusCallback: `${publicUrl}/api/twilio/status`,
  })
  const { caller } = bench
  return {
    desk,
    office,
    caller,
    publicUrl,
    /** A known caller, waiting in the room. */
    async dials(): Promise<string> {
      const callSid = await caller.call({ from: '+12175550142' })
      await until(() => office.desk.call(callSid))
      await caller.where(callSid, 'ringing')
      return callSid
    },
    /** A number that we called, of no call that anybody knows: it hears music, and never was in a room. */
    async callsStranger(): Promise<string> {
      const to = '+12175550187'
      const callSid = await office.carrier.dial({
        ...{ to, ringMs: 20_000, limitMs: 60_000, statusCallback: `${publicUrl}/api/twilio/status` },
        url: `${publicUrl}/api/twilio/wait/park`,
      })
      await caller.where(callSid, /music/)
      return callSid
    },
    /** Twilio's list is compared with ours. Calls that differ are looked at again later. */
    async adopts(): Promise<void> {
      const { jobDeps } = office
      await runJob(jobDeps, 'adopt', {})
      const later = await jobDeps.queue.getJobs(['delayed'])
      for (const job of later.filter(({ name }) => name === 'adopt')) {
        await job.remove()
        desk.clock.pass(job.delay)
        await runJob(jobDeps, 'adopt', job.data)
      }
    },
    /** What goes wrong at Twilio from now on; `{}` heals. */
    faults: (faults: object) => caller.ask('/sim/faults', faults),
    async close() {
      server.closeAllConnections()
      server.close()
      await desk.close()
      await bench.simulator.close()
    },
  }
}
export type PhoneOffice = Awaited<ReturnType<typeof openPhoneOffice>>
