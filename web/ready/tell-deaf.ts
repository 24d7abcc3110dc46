import type { Tray } from '../attention/tray.ts'
import type { DeskStore } from '../feed/desk-store.ts'
import type { StreamStore } from '../feed/stream-store.ts'
import { t } from '../language/text.ts'
import { ownReach } from './own-reach.ts'
import type { PageStore } from './page-store.ts'

interface TellDeafDeps {
  desk: DeskStore
  page: PageStore
  stream: StreamStore
  tray: Tray
  now?: () => number
}

const TAG = 'switchyard-deaf'
/** What mends itself within this time is no news. */
const SETTLES_WITHIN_MS = 3_000
/** The same reason is not told again within this time. */
const QUIET_MS = 5 * 60_000

/**
 * Tells an agent who is available, by a system notification, that calls no longer ring here: once for each time that it breaks.
 * Returns how to stop.
 */
export function tellDeaf({ desk, page, stream, tray, now = Date.now }: TellDeafDeps) {
  let shown = false
  let timer: ReturnType<typeof setTimeout> | undefined
  /** When each reason was told last. */
  const told = new Map<string, number>()

  /** Null: there is nothing to tell. */
  const whyNot = (): string | null => {
    const { confirmed, me, connection } = desk.getSnapshot().context
    const agent = confirmed.agents.get(me)
    if (agent?.presence !== 'available') return null
    const { rings } = agent
    const { appointed, heldBack } = stream.getSnapshot().context
    const reach = ownReach({ connection, page: page.getSnapshot().context, rings, appointed, heldBack })
    return reach.rings === 'no' && !rings?.ok ? reach.words : null
  }
  const tell = () => {
    timer = undefined
    const words = whyNot()
    if (words === null || now() - (told.get(words) ?? Number.NEGATIVE_INFINITY) < QUIET_MS) return
    told.set(words, now())
    shown = true
    const { me } = desk.getSnapshot().context
    void tray.show({
      ...{ title: t('ready.callsRingNot'), body: words, tag: TAG, actions: [], stays: false, silent: false },
      about: { agentId: me, callSid: null, offer: TAG, caller: '' },
    })
  }
  const follow = () => {
    if (whyNot() !== null) {
      timer ??= setTimeout(tell, SETTLES_WITHIN_MS)
      return
    }
    clearTimeout(timer)
    timer = undefined
    if (shown) void tray.closeAllBut(({ callSid }) => callSid !== null)
    shown = false
  }

  const following = [desk.subscribe(follow), page.subscribe(follow), stream.subscribe(follow)]
  return () => {
    clearTimeout(timer)
    for (const { unsubscribe } of following) unsubscribe()
  }
}
