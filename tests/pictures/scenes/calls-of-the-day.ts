import { setTimeout as pause } from 'node:timers/promises'
import { PEOPLE_OUTSIDE } from '../cast.ts'
import { type Stage, setSettings, workerOf } from '../stage.ts'
import type { Worker } from '../worker.ts'

const { lena, ada, ben, carol, dev, elena, frank, grace, henry, ivy } = PEOPLE_OUTSIDE

/** What an office has done by noon: messages, missed calls, talks with notes, a recording, a call with a long story. */
export async function callsOfTheDay(stage: Stage) {
  const { callers } = stage
  // Somebody is signed in, so callers ring first.
  await setSettings(stage, { RING_TIMEOUT_S: 2 })
  await Promise.all([
    ...[ivy, frank, elena].map((from) => callers.leavesMessage(from)),
    ...[henry, grace].map(async (from) => {
      const call = await callers.call(from)
      await callers.is(call, ({ where }) => where === 'ringing')
      await callers.hangUp(call)
    }),
  ])
  await setSettings(stage, { RING_TIMEOUT_S: null })
  const team = ['sales', 'carla', 'david', 'emma', 'farid', 'greta', 'ines'].map((it) => workerOf(stage, it))
  for (const worker of team) worker.opensConsole()
  await Promise.all(team.map((worker) => worker.choose('available')))
  const [sales, carla, david, emma, farid] = team
  if (!sales || !carla || !david || !emma || !farid) throw new Error('There is nobody')
  await Promise.all([
    recorded(stage, emma),
    longStory(stage, carla, david),
    talk(stage, sales, dev, 3_000, { tags: ['question'] }),
    talk(stage, farid, lena, 5_000, { note: 'Two more trays from Monday on.', tags: ['order', 'delivery'] }),
  ])
  await Promise.all([
    talk(stage, emma, frank, 4_000, { tags: ['wrong number'] }),
    callOut(stage, sales, ben.from),
  ])
}

async function talk(
  { callers }: Stage,
  worker: Worker,
  from: { from: string },
  forMs: number,
  wrapUp: { note?: string; tags?: string[] },
) {
  const call = await callers.call(from)
  await worker.answers(call.callSid)
  await pause(forMs)
  await worker.command(call.callSid, 'wrap-up', wrapUp)
  await worker.command(call.callSid, 'hangup')
}

async function recorded({ callers }: Stage, worker: Worker) {
  const { callSid } = await callers.call(ada)
  await worker.answers(callSid)
  await worker.command(callSid, 'recording', { state: 'on' }, 'PUT')
  await pause(5_000)
  await worker.command(callSid, 'recording', { state: 'paused' }, 'PUT')
  await pause(1_000)
  await worker.command(callSid, 'recording', { state: 'on' }, 'PUT')
  await pause(3_000)
  await worker.command(callSid, 'wrap-up', {
    note: 'Oak table: 940 with delivery. Decides by Friday.',
    tags: ['order'],
  })
  await worker.command(callSid, 'hangup')
}

/** Answered, asked about, parked, picked up by the one who was asked. */
async function longStory({ callers }: Stage, first: Worker, second: Worker) {
  const { callSid } = await callers.call(carol)
  await first.answers(callSid)
  await pause(1_500)
  await first.command(callSid, 'hold')
  await pause(1_000)
  await first.command(callSid, 'resume')
  await first.joins(callSid)
  await first.command(callSid, 'park', { slot: 4, note: 'Invoice 4471, asks for David', for: second.agentId })
  await pause(3_000)
  await second.command(callSid, 'unpark')
  await second.joins(callSid)
  await pause(3_000)
  await second.command(callSid, 'wrap-up', {
    note: 'Invoice goes out again today.',
    tags: ['question', 'follow up'],
  })
  await second.command(callSid, 'hangup')
}

async function callOut({ callers }: Stage, worker: Worker, to: string) {
  await callers.numberIs(to, 'answer')
  const { callSid } = await worker.ask('POST', '/api/calls', { to })
  await worker.joins(callSid)
  await pause(2_000)
  await worker.command(callSid, 'hangup')
}
