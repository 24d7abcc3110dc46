/** What may happen while the target of a consultation is on the line with the sender. */

/** The sender leaves: by COMPLETE or LEAVE, or because the sender's leg ends. The target has the caller. */
export const handOver = [
  {
    guard: 'senderLeavesToOutsideNumber',
    target: '#call.active.outside',
    actions: 'completeToOutsideNumber',
  },
  {
    guard: 'senderLeavesToConnectedTarget',
    target: '#call.active.talking',
    actions: 'completeToTarget',
  },
] as const

/** The target leaves: the sender has the caller again. */
const withoutTarget = { target: '#call.active.talking', actions: 'cancelConsultation' } as const
export const cancel = { guard: 'bySender', ...withoutTarget } as const
export const leave = { guard: 'byTarget', ...withoutTarget } as const
export const targetsLegEnds = [
  { guard: 'isTargetsLeg', ...withoutTarget },
  { guard: 'isOutsideLeg', ...withoutTarget },
] as const

export const legConnects = [
  { guard: 'isTargetsLeg', actions: 'connectTargetsLeg' },
  { guard: 'isOwnersLeg', actions: 'connectOwnersLeg' },
] as const
