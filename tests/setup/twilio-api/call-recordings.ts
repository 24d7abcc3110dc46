import { z } from 'zod'

const text = { type: 'string', nullable: true }
const time = { ...text, format: 'date-time-rfc-2822' }
const sid = (letters: string) => ({ type: 'string', pattern: `^${letters}[0-9a-fA-F]{32}$` })
const inPath = (name: string, schema: object) => ({ name, in: 'path', required: true, schema })
const page = (name: string, type: string) => ({ name, in: 'query', schema: { type } })
const json = (schema: object) => ({ content: { 'application/json': { schema } } })
const form = (properties: object, required: readonly string[] = []) => ({
  content: { 'application/x-www-form-urlencoded': { schema: { type: 'object', properties, required } } },
})

const ACCOUNT = inPath('AccountSid', sid('AC'))
const CALL = inPath('CallSid', sid('CA'))
const SID = inPath('Sid', { type: 'string', pattern: '^(RE[0-9a-fA-F]{32}|Twilio\\.CURRENT)$' })
const WORDS = '^(in-progress|completed|absent)( (in-progress|completed|absent))*$'
const RECORDING = {
  type: 'object',
  properties: {
    account_sid: sid('AC'),
    api_version: text,
    call_sid: sid('CA'),
    conference_sid: text,
    date_created: time,
    date_updated: time,
    start_time: time,
    duration: text,
    sid: sid('RE'),
    price: { type: 'number', nullable: true },
    uri: text,
    encryption_details: { nullable: true },
    price_unit: text,
    status: {
      type: 'string',
      enum: ['in-progress', 'paused', 'stopped', 'processing', 'completed', 'absent'],
    },
    channels: { type: 'integer' },
    source: { type: 'string', enum: ['RecordVerb', 'StartCallRecordingAPI'] },
    error_code: { type: 'integer', nullable: true },
    track: { type: 'string', enum: ['inbound', 'outbound', 'both'] },
  },
}
const LIST = {
  type: 'object',
  properties: {
    recordings: { type: 'array', items: RECORDING },
    ...Object.fromEntries(['page', 'page_size', 'start', 'end'].map((name) => [name, { type: 'integer' }])),
    ...Object.fromEntries(
      ['uri', 'first_page_uri', 'previous_page_uri', 'next_page_uri'].map((name) => [name, text]),
    ),
  },
}
const PATHS = {
  '/2010-04-01/Accounts/{AccountSid}/Calls/{CallSid}/Recordings.json': {
    get: {
      parameters: [
        ACCOUNT,
        CALL,
        page('PageSize', 'integer'),
        page('Page', 'integer'),
        page('PageToken', 'string'),
      ],
      responses: { 200: json(LIST) },
    },
    post: {
      parameters: [ACCOUNT, CALL],
      requestBody: form({
        RecordingStatusCallbackEvent: { type: 'array', items: { type: 'string', pattern: WORDS } },
        RecordingStatusCallback: { type: 'string', format: 'uri' },
        RecordingStatusCallbackMethod: { type: 'string', enum: ['GET', 'POST'] },
        Trim: { type: 'string', enum: ['trim-silence', 'do-not-trim'] },
        RecordingChannels: { type: 'string', enum: ['mono', 'dual'] },
        RecordingTrack: { type: 'string', enum: ['inbound', 'outbound', 'both'] },
      }),
      responses: { 201: json(RECORDING) },
    },
  },
  '/2010-04-01/Accounts/{AccountSid}/Calls/{CallSid}/Recordings/{Sid}.json': {
    get: { parameters: [ACCOUNT, CALL, SID], responses: { 200: json(RECORDING) } },
    post: {
      parameters: [ACCOUNT, CALL, SID],
      requestBody: form(
        {
          Status: { type: 'string', enum: ['in-progress', 'paused', 'stopped'] },
          PauseBehavior: { type: 'string', enum: ['skip', 'silence'] },
        },
        ['Status'],
      ),
      responses: { 200: json(RECORDING) },
    },
    delete: { parameters: [ACCOUNT, CALL, SID], responses: { 204: {} } },
  },
}

/**
 * Adds the recordings of a call to a description that was cut to fewer paths. Parameters and fields are those of
 * the `twilio` package's types.
 */
export function withCallRecordings(description: unknown): unknown {
  const given = z.looseObject({ paths: z.record(z.string(), z.unknown()) }).parse(description)
  return { ...given, paths: { ...PATHS, ...given.paths } }
}
