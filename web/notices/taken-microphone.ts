import { t } from '../language/text.ts'
import type { Softphone } from '../softphone/softphone.ts'
import type { NoticeStore } from './notices.ts'

/** In mid-call the microphone was unplugged, and the call goes on with another one: a notice says with which. */
export function noticeTakenMicrophone(softphone: Softphone, notices: NoticeStore) {
  softphone.on('microphoneTaken', ({ name }) =>
    notices.trigger.show({
      title: t('notice.microphoneUnplugged'),
      tone: 'bad',
      detail: name ? t('notice.hearsThrough', { name }) : t('notice.hearsThroughAnother'),
    }),
  )
}
