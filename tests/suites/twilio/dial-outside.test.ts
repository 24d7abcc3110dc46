import { afterEach, describe, expect, test } from 'vitest'
import type { CarrierCommand } from '../../../coordinator/calls/carrier-command.ts'
import { refusalByCarrier } from '../../../coordinator/dialling/refusal-by-carrier.ts'
import type { CommandRunner } from '../../../coordinator/twilio/command-runner.ts'
import { bench, callAs, dial, OUTSIDE, refuses, TRACE } from './command-runner-bench.ts'
import { newSid, type OpenDesk, openDesk } from './desk.ts'

const NO_SUCH_CALL = { ok: false, code: 'no_such_call', view: null, replayed: false } as const

describe('a number outside', () => {
  test('is dialled with our addresses, rings for as long as a transfer may take, and lasts no longer than allowed', async () => {
    const { outbox, run, told, rang } = bench()
    run(dial)
    await outbox.idle()
    expect(told).toEqual([`dial ${OUTSIDE} ?callSid=CA1&outside=1`])
    expect(rang).toEqual([17_000, 3_600_000])
  })

  test.each([21215, 13227, 21213])('that Twilio will not dial (%i) sends the caller back', async (code) => {
    const { outbox, run, sent, stored, logged } = bench({ dial: refuses(code) })
    run(dial)
    await outbox.idle()
    expect(sent).toHaveBeenCalledExactlyOnceWith(
      'CA1',
      {
        type: 'LEG_ENDED',
        legSid: '',
        outside: true,
        consoleSince: null,
        refused: refusalByCarrier(code, OUTSIDE),
      },
      { evidence: `Twilio would not dial: ${code}`, trace: TRACE },
    )
    expect(stored.size).toBe(0)
    expect(logged.join('')).not.toContain(OUTSIDE)
  })

  let desk: OpenDesk | undefined
  afterEach(async () => {
    await desk?.close()
    desk = undefined
  })

  async function transferring() {
    const open = await openDesk()
    desk = open
    const callSid = newSid()
    await open.calls.arrive({
      type: 'INBOUND',
      callSid,
      callerNumber: null,
      callerName: null,
      calledNumber: null,
    })
    const by = { by: 'ann', role: 'agent' as const }
    await open.calls.send(callSid, { type: 'CLAIM', ...by })
    await open.calls.send(callSid, { type: 'LEG_CONNECTED', legSid: newSid(), agentId: 'ann' })
    await open.calls.send(callSid, { type: 'TRANSFER', ...by, to: OUTSIDE, kind: 'blind' })
    return { calls: open.calls, command: { ...dial, callSid }, by }
  }

  const again = async (
    outbox: CommandRunner,
    stored: Map<string, CarrierCommand>,
    command: CarrierCommand,
  ) => {
    stored.set(command.id, command)
    await outbox.runStored(command.id, 1)
    await outbox.idle()
  }

  test('is not dialled twice when the first time may have worked', async () => {
    const { calls, command } = await transferring()
    const worked = bench({ liveLegsTo: async () => [callAs('ringing')] }, calls)
    await again(worked.outbox, worked.stored, command)
    expect([worked.told, worked.stored.size]).toEqual([[], 0])
    const lost = bench({}, calls)
    await again(lost.outbox, lost.stored, command)
    expect(lost.told).toHaveLength(1)
  })

  test('that answered before everything was forgotten is not hung up on', async () => {
    const { outbox, run, told } = bench({}, { send: async () => NO_SUCH_CALL, state: async () => null })
    run(dial)
    await outbox.idle()
    expect(told).toEqual([`dial ${OUTSIDE} ?callSid=CA1&outside=1`])
  })

  test('is not dialled when the transfer was taken back before', async () => {
    const { calls, command, by } = await transferring()
    await calls.send(command.callSid, { type: 'CANCEL', ...by })
    const { outbox, stored, told } = bench({}, calls)
    await again(outbox, stored, command)
    expect([told, stored.size]).toEqual([[], 0])
  })
})
