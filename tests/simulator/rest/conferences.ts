import { z } from 'zod'
import type { Exchange } from '../calls/exchange.ts'
import type { SimulatorRequest, SimulatorResponse, SimulatorRoute } from '../http/routes.ts'
import type { Participant, Room } from '../rooms/room.ts'
import { notFound, RestError } from './errors.ts'
import { formFlag, formUrl, httpMethod, readForm } from './form.ts'
import { page } from './paging.ts'
import type { Resources } from './resources.ts'

const roomChange = z.object({ Status: z.literal('completed').optional() })
const participantChange = z.object({
  Muted: formFlag.optional(),
  Coaching: formFlag.optional(),
  CallSidToCoach: z.string().optional(),
  Hold: formFlag.optional(),
  HoldUrl: formUrl.optional(),
  HoldMethod: httpMethod.default('POST'),
  EndConferenceOnExit: formFlag.optional(),
})

export function conferenceRoutes(exchange: Exchange, resources: Resources, base: string): SimulatorRoute[] {
  const findRoom = (request: SimulatorRequest) => {
    const room = exchange.rooms.find(request.params.room ?? '')
    if (room === undefined) throw notFound(request.path)
    return room
  }
  const findParticipant = (request: SimulatorRequest) => {
    const room = findRoom(request)
    const key = request.params.call ?? ''
    const participant =
      room.participants.get(key) ?? [...room.participants.values()].find((each) => each.label === key)
    if (participant === undefined) throw notFound(request.path)
    return { room, participant }
  }
  const participants = `${base}/Conferences/:room/Participants`

  return [
    { method: 'GET', path: `${base}/Conferences.json`, handle: list },
    {
      method: 'GET',
      path: `${base}/Conferences/:room.json`,
      handle: (request) => ({ status: 200, body: resources.conference(findRoom(request)) }),
    },
    { method: 'POST', path: `${base}/Conferences/:room.json`, handle: endRoom },
    { method: 'GET', path: `${participants}.json`, handle: listParticipants },
    {
      method: 'GET',
      path: `${participants}/:call.json`,
      handle: (request) => {
        const { room, participant } = findParticipant(request)
        return { status: 200, body: resources.participant(room, participant) }
      },
    },
    { method: 'POST', path: `${participants}/:call.json`, handle: updateParticipant },
    {
      method: 'DELETE',
      path: `${participants}/:call.json`,
      handle: (request) => {
        const { room, participant } = findParticipant(request)
        room.remove(participant)
        return { status: 204 }
      },
    },
  ]

  function list(request: SimulatorRequest): SimulatorResponse {
    const status = request.query.get('Status')
    const name = request.query.get('FriendlyName')
    const rooms = exchange.rooms.all
      .filter((room) => (status === null || room.status === status) && (name === null || room.name === name))
      .map((room) => resources.conference(room))
    return { status: 200, body: page(request, 'conferences', rooms.reverse()) }
  }

  function endRoom(request: SimulatorRequest): SimulatorResponse {
    const room = findRoom(request)
    const form = readForm(request, roomChange)
    if (form.Status === 'completed') room.end('conference-ended-via-api', null)
    return { status: 200, body: resources.conference(room) }
  }

  function listParticipants(request: SimulatorRequest): SimulatorResponse {
    const room = findRoom(request)
    const is = (name: string, value: boolean) => {
      const asked = request.query.get(name)
      return asked === null || asked.toLowerCase() === String(value)
    }
    const shown = [...room.participants.values()]
      .filter((each) => is('Muted', each.muted) && is('Hold', each.hold))
      .map((each) => resources.participant(room, each))
    return { status: 200, body: page(request, 'participants', shown) }
  }

  function coach(room: Room, participant: Participant, form: z.output<typeof participantChange>) {
    const { CallSidToCoach: coached } = form
    if (coached === undefined) throw new RestError(400, 20001, 'Coaching needs CallSidToCoach')
    const other = room.participants.get(coached)
    if (other === undefined)
      throw new RestError(400, 16028, 'Participant to be whispered is not present in the conference')
    if (other.hold) throw new RestError(400, 16027, 'Participant to be whispered is on hold')
    if (form.Coaching !== false) room.setCoaching(participant, coached)
  }

  function updateParticipant(request: SimulatorRequest): SimulatorResponse {
    const { room, participant } = findParticipant(request)
    const form = readForm(request, participantChange)
    if (room.status === 'completed') throw new RestError(400, 21220, 'The conference is not in-progress.')
    if (form.Coaching === true || form.CallSidToCoach !== undefined) coach(room, participant, form)
    else if (form.Coaching === false) room.setCoaching(participant, null)
    if (form.Muted !== undefined) room.setMuted(participant, form.Muted)
    const target = form.HoldUrl === undefined ? null : { url: form.HoldUrl, method: form.HoldMethod }
    if (form.Hold !== undefined) room.setHold(participant, form.Hold, target)
    if (form.EndConferenceOnExit !== undefined) participant.endOnExit = form.EndConferenceOnExit
    return { status: 200, body: resources.participant(room, participant) }
  }
}
