import type { CallContext } from './context.ts'
import { noneKept } from './recording.ts'

type Numbers = readonly string[]

/** Stands for a number in what has been written down. */
export const ERASED = 'erased'

/** Whose the call is: the caller's, or the called person's. Then what was noted of it is about that person. */
type Parties = Pick<
  CallContext,
  'direction' | 'callerNumber' | 'callerAddress' | 'calledNumber' | 'forwardedFrom' | 'outsideNumber'
> & { wrapUp: { note: string | null } | null }

/**
 * Finds the numbers in a text: as they are, and in an address such as `sip:+12175550148@10.0.0.5`. The plus may be missing,
 * or be the prefix of a call abroad. The digits may be in groups. Only the whole number counts, because one number may begin
 * as another does.
 * @param numbers in E.164
 */
export const namesOneOf = (numbers: Numbers): RegExp => {
  const digits = numbers.map((number) => number.slice(1).split('').join('[-.()]*'))
  return new RegExp(`(?:\\b(?:sips?|tel):(?:\\+|00|011)?|\\+)(?:${digits.join('|')})(?!\\d)`, 'gi')
}

/** A country's code has one digit, two or three: ITU-T E.164. */
const COUNTRY_CODE = /^(?:1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]|\d{3})/
const FOR_THE_EYE = '[\\s.()/\u00b7\u2010-\u2014-]{0,3}'
/** Fewer digits may mean anything. */
const SHORTEST_NATIONAL = 7

/**
 * Finds the numbers in what people write: with and without the country's code, in groups, and in an address too.
 * @param numbers in E.164
 */
export function mentionsOneOf(numbers: Numbers): RegExp {
  const forms = numbers.map((number) => {
    const digits = number.slice(1)
    const code = COUNTRY_CODE.exec(digits)?.[0] ?? ''
    const national = digits.slice(code.length)
    const abroad = `(?:(?:\\+|00|011)?${FOR_THE_EYE}${code}${FOR_THE_EYE})`
    const optional = national.length < SHORTEST_NATIONAL ? '' : '?'
    return `${abroad}${optional}0?${FOR_THE_EYE}${national.split('').join(FOR_THE_EYE)}`
  })
  // What follows the code of another country is another number.
  return new RegExp(`(?<![\\w+])(?<!\\+\\d{1,3}${FOR_THE_EYE})(?:${forms.join('|')})(?!\\w)`, 'g')
}

const isOneOf = (numbers: Numbers, party: string | null) =>
  party !== null && (numbers.includes(party) || party.search(namesOneOf(numbers)) >= 0)

/** Whether the call is from the person, or to them. The other number of a call is the office's own. */
export const isTheirs = (
  { direction, callerNumber, callerAddress, calledNumber }: Parties,
  numbers: Numbers,
) =>
  direction === 'outbound'
    ? isOneOf(numbers, calledNumber)
    : direction === 'inbound' && (isOneOf(numbers, callerNumber) || isOneOf(numbers, callerAddress))

const isInNote = ({ wrapUp }: Parties, numbers: Numbers) =>
  wrapUp?.note != null && wrapUp.note.search(mentionsOneOf(numbers)) >= 0

/** Whether a number of the person is written down of the call. */
export const namesPerson = (call: Parties, numbers: Numbers): boolean =>
  isTheirs(call, numbers) ||
  isOneOf(numbers, call.forwardedFrom) ||
  isOneOf(numbers, call.outsideNumber) ||
  isInNote(call, numbers)

/** The call without the person: when it was, who answered and how it ended stay. */
export function withoutPerson(context: CallContext, numbers: Numbers): Partial<CallContext> {
  const { direction, forwardedFrom, outsideNumber, wrapUp } = context
  const theirs = isTheirs(context, numbers)
  return {
    ...(theirs && direction === 'inbound' && { callerNumber: null, callerAddress: null }),
    ...(theirs && direction === 'outbound' && { calledNumber: null }),
    ...(wrapUp?.note != null && {
      wrapUp: { ...wrapUp, note: wrapUp.note.replace(mentionsOneOf(numbers), ERASED) },
    }),
    ...(theirs && {
      erased: true,
      callerName: null,
      message: null,
      wrapUp: null,
      recordings: noneKept(context.recordings),
    }),
    ...(isOneOf(numbers, forwardedFrom) && { forwardedFrom: null }),
    ...(isOneOf(numbers, outsideNumber) && { outsideNumber: null, outsideExtension: null }),
  }
}
