import type { HeadsetKey, KeyKind } from './reports.ts'

/** What the agent means by a key of the headset. */
export type Press = 'answer' | 'decline' | 'hangUp' | 'mute' | 'unmute' | 'hold'

/** What the console knows when a key is pressed. */
export interface CallFacts {
  /** A call rings here that the agent could answer. */
  ringing: boolean
  /** The agent's own call, in this browser. */
  call: 'none' | 'held' | 'other' | 'talking'
  /** How long it has been the agent's, in milliseconds. */
  callForMs: number
  muted: boolean
}

/** Another call can be answered: the agent talks with nobody. */
const mayAnswer = (call: CallFacts['call']) => call === 'none' || call === 'held'

export type KeyStates = ReadonlyMap<HeadsetKey, { kind: KeyKind; on: boolean }>

/** A key that is let go again so soon is a button, also where its device says that it is a switch. */
const RELEASED_WITHIN_MS = 1_000
/** A headset goes off the hook because the console says so, as an echo. Over a radio link that takes a while. */
const ECHOES_WITHIN_MS = 3_000

/**
 * Turns what a headset reports into what the agent means. The worst mistake would be to hang up. So "off the hook" during a
 * call counts as the echo of the console's light. It hangs up only where the key is surely a button.
 */
export function createPresses(now: () => number) {
  const on = new Map<HeadsetKey, boolean>()
  /** How long the call had lasted then, and whether the press itself meant something. */
  const presses = new Map<HeadsetKey, { at: number; callForMs: number; meant: boolean }>()
  /** Switches that turned out to be buttons. */
  const buttons = new Set<HeadsetKey>()

  const isReleased = (key: HeadsetKey) =>
    now() - (presses.get(key)?.at ?? Number.NEGATIVE_INFINITY) < RELEASED_WITHIN_MS

  function goesOn(
    key: HeadsetKey,
    kind: KeyKind,
    { ringing, call, callForMs, muted }: CallFacts,
  ): Press | null {
    const onCall = call !== 'none'
    switch (key) {
      case 'hookSwitch':
        if (mayAnswer(call) && ringing) return 'answer'
        if (!onCall) return null
        return kind === 'button' && callForMs > ECHOES_WITHIN_MS ? 'hangUp' : null
      case 'drop':
        if (mayAnswer(call) && ringing) return 'decline'
        return onCall ? 'hangUp' : null
      case 'phoneMute':
        if (!onCall) return null
        if (!muted) return 'mute'
        return kind === 'button' || buttons.has(key) ? 'unmute' : null
      case 'flash':
        return call === 'talking' || call === 'held' ? 'hold' : null
    }
  }

  function goesOff(key: HeadsetKey, kind: KeyKind, { ringing, call, muted }: CallFacts): Press | null {
    if (kind === 'button' || call === 'none') return null
    if (isReleased(key)) {
      buttons.add(key)
      const { callForMs = 0, meant = true } = presses.get(key) ?? {}
      return key === 'hookSwitch' && !meant && callForMs > ECHOES_WITHIN_MS ? 'hangUp' : null
    }
    // With a caller on hold the key takes the next one.
    if (key === 'hookSwitch') return mayAnswer(call) && ringing ? 'answer' : 'hangUp'
    return key === 'phoneMute' && muted && !buttons.has(key) ? 'unmute' : null
  }

  return {
    /** @param states the keys of one report, as they are now */
    pressed(states: KeyStates, facts: CallFacts): Press[] {
      return [...states].flatMap(([key, state]) => {
        if ((on.get(key) ?? false) === state.on) return []
        on.set(key, state.on)
        if (!state.on) return goesOff(key, state.kind, facts) ?? []
        const press = goesOn(key, state.kind, facts)
        const callForMs = facts.call === 'none' ? 0 : facts.callForMs
        presses.set(key, { at: now(), callForMs, meant: press !== null })
        return press ?? []
      })
    },
  }
}
