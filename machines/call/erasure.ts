import type { CallContext } from './context.ts'

type Numbers = readonly string[]

/** Whose the call is: the caller's, or the called person's. Then what was noted of it is about that person. */
type Parties = Pick<
  CallContext,
  'direction' | 'callerNumber' | 'callerAddress' | 'calledNumber' | 'forwardedFrom' | 'outsideNumber'
>

const isOneOf = (numbers: Numbers, party: string | null) => party !== null && numbers.includes(party)

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
