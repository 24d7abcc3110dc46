import { beforeEach, describe, expect, test } from 'vitest'
import { whyDeaf } from '../../../coordinator/protocol/reachability.ts'
import { createPageStore, type PageStore } from '../../../web/ready/page-store.ts'

const device = (label: string) => ({ id: label, label })
const headset = { microphones: [device('Headset')], outputs: [device('Headset')], listsOutputs: true }

let now = 0
let page: PageStore
const state = () => page.getSnapshot().context
const why = () => whyDeaf(state().facts)

beforeEach(() => {
  now = 1_000
  page = createPageStore(true, () => now)
  page.trigger.devicesSeen(headset)
  page.trigger.permissionSeen({ permission: 'granted' })
  page.trigger.factsLearned({ facts: { sound: true, softphone: true } })
})

describe('the facts of a page', () => {
  test('let it ring when nothing stands in the way', () => {
    expect(why()).toBeNull()
  })

  test('say since when each of them is what it is', () => {
    now = 5_000
    page.trigger.permissionSeen({ permission: 'denied' })
    expect([why(), state().since.microphone, state().since.sound]).toEqual([
      'microphone_blocked',
      5_000,
      1_000,
    ])
  })

  test('need the secure origin first: without one there is no microphone to mend', () => {
    const insecure = createPageStore(false)
    expect(whyDeaf(insecure.getSnapshot().context.facts)).toBe('insecure')
  })

  test('tell a microphone that is not there from one that is blocked', () => {
    page.trigger.devicesSeen({ ...headset, microphones: [] })
    expect(why()).toBe('microphone_missing')
    page.trigger.devicesSeen(headset)
    expect(why()).toBeNull()
    page.trigger.microphoneTried({ attempt: 'NotAllowedError' })
    expect(why()).toBe('microphone_blocked')
  })

  test('believe an attempt that worked where the browser does not say whether it allows the microphone', () => {
    page.trigger.permissionSeen({ permission: 'prompt' })
    expect(why()).toBe('microphone_blocked')
    page.trigger.microphoneTried({ attempt: 'works' })
    expect(why()).toBeNull()
    page.trigger.devicesSeen({ ...headset, microphones: [device('Webcam')] })
    expect(why()).toBeNull()
  })

  test('let a microphone that another program used be tried again with other devices', () => {
    page.trigger.microphoneTried({ attempt: 'NotReadableError' })
    expect(why()).toBe('microphone_blocked')
    page.trigger.devicesSeen({ ...headset, microphones: [device('Headset'), device('Webcam')] })
    expect(why()).toBeNull()
  })

  test('miss an output only in a browser that lists outputs', () => {
    page.trigger.devicesSeen({ ...headset, outputs: [], listsOutputs: false })
    expect(why()).toBeNull()
    page.trigger.devicesSeen({
      microphones: [device('Headset'), device('Webcam')],
      outputs: [],
      listsOutputs: true,
    })
    expect(why()).toBe('output_missing')
  })
})
