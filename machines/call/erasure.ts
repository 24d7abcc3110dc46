import type { CallContext } from './context.ts'

type Numbers = readonly string[]

/** Whose the call is: the caller's, or the called person's. Then what was noted of it is about that person. */
type Parties = Pick<
  CallContext,
  'direction' | 'callerNumber' | 'callerAddress' | 'calledNumber' | 'forwardedFrom' | 'outsideNumber'
>

/**
 * Finds the numbers in a text: as they are, and in an address such as `sip:+12175550148@10.0.0.5`, where the plus may be
 * missing, or be the prefix of a call abroad, and where the digits may be in groups. One number may begin as another does: only
 * the whole of it counts.
 * @param numbers in E.164
 */
export const namesOneOf = (numbers: Numbers): RegExp => {
  const digits = numbers.map((number) => number.slice(1).split('').join('[-.()]*'))
  return new RegExp(`(?:\\b(?:sips?|tel):(?:\\+|00|011)?|\\+)(?:${digits.join('|')})(?!\\d)`, 'gi')
}

const isOneOf = (numbers: Numbers, party: string | null) =>
  party !== null && (numbers.includes(party) || party.search(namesOneOf(numbers)) >= 0)

/** The other number of a call is the office's own. */
const isTheirs = ({ direction, callerNumber, callerAddress, calledNumber }: Parties, numbers: Numbers) =>
  direction === 'outbound'
    ? isOneOf(numbers, calledNumber)
    : direction === 'inbound' && (isOneOf(numbers, callerNumber) || isOneOf(numbers, callerAddress))

/** Whether a number of the person is written down of the call. */
export const namesPerson = (call: Parties, numbers: Numbers): boolean =>
  isTheirs(call, numbers) || isOneOf(numbers, call.forwardedFrom) || isOneOf(numbers, call.outsideNumber)

/** The call without the person: when it was, who answered and how it ended stay. */
export function withoutPerson(context: CallContext, numbers: Numbers): Partial<CallContext> {
  const { direction, forwardedFrom, outsideNumber } = context
  const theirs = isTheirs(context, numbers)
  return {
    ...(theirs && direction === 'inbound' && { callerNumber: null, callerAddress: null }),
    ...(theirs && direction === 'outbound' && { calledNumber: null }),
    ...(theirs && { callerName: null, message: null, wrapUp: null }),
    ...(isOneOf(numbers, forwardedFrom) && { forwardedFrom: null }),
    ...(isOneOf(numbers, outsideNumber) && { outsideNumber: null, outsideExtension: null }),
  }
}
