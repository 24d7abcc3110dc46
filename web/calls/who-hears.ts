import type { CallView } from '../../coordinator/protocol/call-view.ts'
import { t } from '../language/text.ts'
import { callerLabel } from './format.ts'

/** Somebody on the line of a consultation. */
export interface OnLine {
  name: string
  /** Hears the others, or music, or waits for an answer. */
  hears: 'others' | 'music' | 'ringing'
  /** The agent at this desk. */
  me: boolean
}

/** Which way sound goes between two neighbours of the drawing. */
export type Sound = 'none' | 'both' | 'toLeft' | 'toRight'

export interface WhoHears {
  /** In the order of the drawing: the caller, the agent who asks, who is asked. */
  parties: readonly [OnLine, OnLine, OnLine]
  /** Between the first and the second, and between the second and the third. */
  sounds: readonly [Sound, Sound]
  /** The caller and who is asked hear each other, too. */
  all: boolean
  /** The same, for those who do not see the drawing. */
  words: string
}

/**
 * Who is on the line of a consultation and hears which others; null where there is none.
 * @param me the agent at this desk
 * @param nameOf `you` for that agent
 * @param muted whether that agent is muted
 */
export function whoHears(
  call: CallView,
  me: string,
  nameOf: (who: string) => string,
  muted: boolean,
): WhoHears | null {
  const { transfer, state } = call
  if (transfer === null) return null
  const isSender = transfer.from === me
  const isTarget = transfer.to === `agent:${me}`
  const [caller, sender, target] = [callerLabel(call), nameOf(transfer.from), nameOf(transfer.to)]
  const all = state === 'active.threeWay'
  const withCaller = all || state === 'transferring.swapped'
  const withTarget = all || (state === 'transferring.consulting' && transfer.joined)
  const targetWaits = state === 'transferring.offering' || !transfer.joined
  return {
    parties: [
      { name: caller, hears: withCaller ? 'others' : 'music', me: false },
      { name: capital(sender), hears: withCaller || withTarget ? 'others' : 'ringing', me: isSender },
      {
        name: capital(target),
        hears: withTarget ? 'others' : targetWaits ? 'ringing' : 'music',
        me: isTarget,
      },
    ],
    sounds: [
      withCaller ? (isSender && muted ? 'toRight' : 'both') : 'none',
      withTarget ? (muted && isSender ? 'toLeft' : muted && isTarget ? 'toRight' : 'both') : 'none',
    ],
    all,
    words: `${wordsOf()}${muted && (withCaller || withTarget) ? t('hears.muted') : ''}`,
  }

  function wordsOf(): string {
    const other = isTarget ? sender : target
    if (all) return t('hears.all', { other, caller })
    if (state === 'transferring.swapped')
      return isTarget
        ? t('hears.talksWith', { name: capital(sender), caller })
        : t('hears.youTalkWithCaller', { name: capital(target), caller })
    if (state === 'transferring.offering') return t('hears.rings', { name: capital(target), caller })
    if (transfer?.joined === true) return t('hears.youTalkWith', { other, caller })
    return isTarget
      ? t('hears.youConnect', { caller })
      : t('hears.connects', { name: capital(target), caller })
  }
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)
