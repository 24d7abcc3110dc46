import { expect, test } from 'vitest'
import { createNoticeStore } from '../../../web/notices/notices.ts'

test('of more than four notices the oldest goes', () => {
  const notices = createNoticeStore()
  for (const title of ['1', '2', '3', '4', '5']) notices.trigger.show({ title, tone: 'plain' })
  const { list } = notices.getSnapshot().context
  expect(list.map(({ title }) => title)).toEqual(['2', '3', '4', '5'])
})

test('a dismissed notice leaves the others, and no id is given twice', () => {
  const notices = createNoticeStore()
  notices.trigger.show({ title: 'first', tone: 'good' })
  notices.trigger.dismiss({ id: 1 })
  notices.trigger.show({ title: 'second', tone: 'bad', detail: 'why' })
  expect(notices.getSnapshot().context.list).toEqual([
    { id: 2, title: 'second', tone: 'bad', detail: 'why', key: null },
  ])
})

test('a notice with a key stays when there are too many: the oldest without one goes', () => {
  const notices = createNoticeStore()
  const key = { words: 'Reload', press: () => undefined }
  notices.trigger.show({ title: 'ready', tone: 'plain', key })
  for (const title of ['1', '2', '3', '4', '5']) notices.trigger.show({ title, tone: 'plain' })
  const { list } = notices.getSnapshot().context
  expect(list.map(({ title }) => title)).toEqual(['ready', '3', '4', '5'])
})
