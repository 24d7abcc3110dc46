import { PROTOCOL } from '../../coordinator/protocol/feed.ts'
import { type SoftphoneSnapshot, softphoneStatus } from '../../machines/softphone/status.ts'
import type { DeskStore, DeskStoreState } from '../feed/desk-store.ts'
import { t } from '../language/text.ts'
import type { NoticeStore } from '../notices/notices.ts'
import type { Softphone } from '../softphone/softphone.ts'
import type { PageUse } from './page-use.ts'

const LOOK_EVERY_MS = 5_000
/** A page that nobody has touched for so long is idle. */
const IDLE_MS = 60_000
/** While coordinators are upgraded one by one, an old one may serve the old page again. */
const RELOAD_EVERY_MS = 5 * 60_000

export interface NewVersionDeps {
  desk: Pick<DeskStore, 'getSnapshot'>
  softphone: Pick<Softphone, 'getSnapshot'>
  notices: Pick<NoticeStore, 'trigger'>
  page: Omit<PageUse, 'stop'>
}

/**
 * A page whose server speaks another protocol says that a new version is ready. It reloads by itself when it is hidden or
 * idle, but never while its agent has a call or could answer one.
 */
export function offerNewVersion({ desk, softphone, notices, page }: NewVersionDeps) {
  let differs = false
  let told = false

  const reloadWhenFree = () => {
    if (!differs || hasCall(desk.getSnapshot().context) || hasLeg(softphone.getSnapshot())) return
    if (page.isBeingFilledIn() || !(page.isHidden() || page.untouchedMs() >= IDLE_MS)) return
    if (page.sinceOwnReloadMs() >= RELOAD_EVERY_MS) page.reloadByItself()
  }
  const timer = setInterval(reloadWhenFree, LOOK_EVERY_MS)

  return {
    /** @param protocol of the server, each time a stream begins */
    serverSpeaks: (protocol: number) => {
      differs = protocol !== PROTOCOL
      if (!differs || told) return
      told = true
      notices.trigger.show({
        title: t('desk.newVersion'),
        detail: t('desk.reloadsItself'),
        tone: 'plain',
        key: { words: t('start.reload'), press: page.reload },
      })
    },
    stop: () => clearInterval(timer),
  }
}

const hasCall = ({ sections: { current, held, ringing }, pending }: DeskStoreState) =>
  current !== null || held.length > 0 || ringing.length > 0 || pending.length > 0

function hasLeg(snapshot: SoftphoneSnapshot): boolean {
  const status = softphoneStatus(snapshot)
  return (
    snapshot.context.calling !== null ||
    status === 'joining' ||
    status === 'onCall' ||
    status === 'reconnecting'
  )
}
