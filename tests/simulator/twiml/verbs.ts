import { z } from 'zod'
import { type Element, parseXml, XmlError } from './xml.ts'

const flag = (fallback: boolean) =>
  z
    .enum(['true', 'false'])
    .default(fallback ? 'true' : 'false')
    .transform((value) => value === 'true')
const count = (fallback: number) => z.coerce.number().int().min(0).default(fallback)
const method = z.enum(['GET', 'POST']).default('POST')
const words = z.string().transform((text) => text.split(/\s+/).filter(Boolean))
const url = z.string().min(1)

const say = z.object({ loop: count(1) })
const play = z.object({ loop: count(1), digits: z.string().optional() })
const silent = z.object({ length: z.coerce.number().min(0).default(1) })
const redirect = z.object({ method })
const reject = z.object({ reason: z.enum(['rejected', 'busy']).default('rejected') })
const record = z.object({
  action: url.optional(),
  method,
  timeout: count(5),
  maxLength: count(3_600),
  playBeep: flag(true),
  finishOnKey: z.string().default('1234567890*#'),
  recordingStatusCallback: url.optional(),
  recordingStatusCallbackMethod: method,
  recordingStatusCallbackEvent: words.default(['completed']),
})
const gather = z.object({
  action: url.optional(),
  method,
  timeout: count(5),
  numDigits: z.coerce.number().int().min(1).optional(),
  finishOnKey: z.string().default('#'),
  actionOnEmptyResult: flag(false),
})
const dial = z.object({
  action: url.optional(),
  method,
  timeout: count(30),
  callerId: z.string().optional(),
  answerOnBridge: flag(false),
  timeLimit: count(14_400),
})
const callback = {
  statusCallback: url.optional(),
  statusCallbackMethod: method,
}
const conference = z.object({
  startConferenceOnEnter: flag(true),
  endConferenceOnExit: flag(false),
  muted: flag(false),
  coach: z.string().optional(),
  beep: z.enum(['true', 'false', 'onEnter', 'onExit']).default('true'),
  waitUrl: z.string().optional(),
  waitMethod: method,
  maxParticipants: z.coerce.number().int().min(2).default(250),
  jitterBufferSize: z.enum(['small', 'medium', 'large', 'off']).default('large'),
  participantLabel: z.string().max(128).optional(),
  ...callback,
  statusCallbackEvent: words.default(['start', 'end']),
})
const target = z.object({
  sendDigits: z.string().optional(),
  url: url.optional(),
  method,
  ...callback,
  statusCallbackEvent: words.default(['completed']),
})
const enqueue = z.object({
  action: url.optional(),
  method,
  waitUrl: z.string().optional(),
  waitUrlMethod: method,
})

export type ConferenceNoun = z.output<typeof conference> & { name: string }
export type DialTarget = z.output<typeof target> & {
  kind: 'number' | 'client'
  to: string
  parameters: Record<string, string>
}
export type DialVerb = z.output<typeof dial> & {
  verb: 'Dial'
  conference: ConferenceNoun | null
  targets: DialTarget[]
}
export type RecordVerb = z.output<typeof record> & { verb: 'Record' }
export type GatherVerb = z.output<typeof gather> & { verb: 'Gather'; prompts: Verb[] }
export type EnqueueVerb = z.output<typeof enqueue> & { verb: 'Enqueue'; queue: string }
export type Verb =
  | (z.output<typeof say> & { verb: 'Say'; text: string })
  | (z.output<typeof play> & { verb: 'Play'; url: string })
  | { verb: 'Pause'; seconds: number }
  | (z.output<typeof redirect> & { verb: 'Redirect'; url: string })
  | (z.output<typeof reject> & { verb: 'Reject' })
  | { verb: 'Hangup' }
  | { verb: 'Leave' }
  | RecordVerb
  | GatherVerb
  | DialVerb
  | EnqueueVerb

/** A document that Twilio would refuse; `code` is Twilio's error for it. */
export class TwimlError extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** Reads a TwiML document. Throws TwimlError (12100 not XML, 12200 not TwiML). */
export function parseTwiml(source: string): Verb[] {
  const root = parseDocument(source)
  if (root.name !== 'Response') throw new TwimlError(12200, `the root is <${root.name}>, not <Response>`)
  return root.children.map(verb)
}

function parseDocument(source: string): Element {
  try {
    return parseXml(source)
  } catch (error) {
    if (error instanceof XmlError) throw new TwimlError(12100, error.message)
    throw error
  }
}

function verb(element: Element): Verb {
  const { text } = element
  switch (element.name) {
    case 'Say':
      return { verb: 'Say', text: allText(element), ...read(say, element) }
    case 'Play':
      return { verb: 'Play', url: text, ...read(play, element) }
    case 'Pause':
      return { verb: 'Pause', seconds: read(silent, element).length }
    case 'Redirect':
      return { verb: 'Redirect', url: text, ...read(redirect, element) }
    case 'Reject':
      return { verb: 'Reject', ...read(reject, element) }
    case 'Hangup':
      return { verb: 'Hangup' }
    case 'Leave':
      return { verb: 'Leave' }
    case 'Record':
      return { verb: 'Record', ...read(record, element) }
    case 'Gather':
      return { verb: 'Gather', prompts: element.children.map(verb), ...read(gather, element) }
    case 'Dial':
      return readDial(element)
    case 'Enqueue':
      return { verb: 'Enqueue', queue: text, ...read(enqueue, element) }
    default:
      throw new TwimlError(12200, `<${element.name}> is not a verb that this simulator knows`)
  }
}

function readDial(element: Element): DialVerb {
  const dialled: DialVerb = { verb: 'Dial', conference: null, targets: [], ...read(dial, element) }
  if (element.text !== '') dialled.targets.push(toNumber(element.text, {}))
  for (const noun of element.children) {
    if (noun.name === 'Conference') dialled.conference = { name: noun.text, ...read(conference, noun) }
    else if (noun.name === 'Number') dialled.targets.push(toNumber(noun.text, noun.attributes))
    else if (noun.name === 'Client') dialled.targets.push(toClient(noun))
    else throw new TwimlError(12200, `<Dial> cannot hold <${noun.name}> in this simulator`)
  }
  if (dialled.targets.length > 10) throw new TwimlError(13233, '<Dial> holds at most 10 nouns')
  return dialled
}

function toNumber(text: string, attributes: Record<string, string>): DialTarget {
  const number: Element = { name: 'Number', attributes, children: [], text }
  return { kind: 'number', to: text, parameters: {}, ...read(target, number) }
}

function toClient(noun: Element): DialTarget {
  const identity = noun.children.find((child) => child.name === 'Identity')?.text ?? noun.text
  const parameters = noun.children
    .filter((child) => child.name === 'Parameter')
    .map((child) => [child.attributes.name ?? '', child.attributes.value ?? ''])
  return {
    kind: 'client',
    to: `client:${identity}`,
    parameters: Object.fromEntries(parameters),
    ...read(target, noun),
  }
}

function read<Schema extends z.ZodType>(schema: Schema, element: Element): z.output<Schema> {
  const parsed = schema.safeParse(element.attributes)
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`)
  throw new TwimlError(12200, `<${element.name}> ${issues.join('; ')}`)
}

/** `<Say>` may hold SSML: its words are what counts here. */
function allText(element: Element): string {
  return [element.text, ...element.children.map(allText)].filter(Boolean).join(' ')
}
