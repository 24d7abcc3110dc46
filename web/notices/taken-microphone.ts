import type { Softphone } from '../softphone/softphone.ts'
import type { NoticeStore } from './notices.ts'

/** In mid-call the microphone was unplugged, and the call goes on with another one: a notice says with which. */
export function noticeTakenMicrophone(softphone: Softphone, notices: NoticeStore) {
  softphone.on('microphoneTaken', ({ name }) =>
    notices.trigger.show({
      title: 'Your microphone was unplugged',
      tone: 'bad',
      detail: `The caller hears you through ${name || 'another one'} now`,
    }),
  )
}
