import '../../setup/language/english.ts'
import { describe, expect, test } from 'vitest'
import { createNoticeStore, noticeInLine } from '../../../web/notices/notices.ts'

const key = { words: 'Reload', press: () => undefined }

function notices() {
  const store = createNoticeStore(() => 7)
  const list = () => store.getSnapshot().context.list
  return { ...store.trigger, list, inLine: () => noticeInLine(list())?.title ?? null }
}

describe('the line', () => {
  test('shows the newest notice', () => {
    const it = notices()
    it.show({ title: 'first', tone: 'plain' })
    it.show({ title: 'second', tone: 'good' })
    expect(it.inLine()).toBe('second')
  })

  test('shows an error until its time is up, however much else happens', () => {
    const it = notices()
    it.show({ title: 'Not parked', tone: 'bad' })
    for (let at = 0; at < 40; at += 1) {
      it.show({ title: `Ben answered ${at}`, tone: 'good' })
      it.timeUp({ id: at + 2 })
    }
    it.show({ title: 'another', tone: 'plain' })
    expect(it.inLine()).toBe('Not parked')
    it.timeUp({ id: 1 })
    expect(it.inLine()).toBe('another')
  })

  test('shows news before a notice that stays until it is dismissed, and that one again afterwards', () => {
    const it = notices()
    it.show({ title: 'A new version is ready', tone: 'plain', key })
    it.show({ title: 'Ben answered', tone: 'good' })
    expect(it.inLine()).toBe('Ben answered')
    it.timeUp({ id: 2 })
    expect(it.inLine()).toBe('A new version is ready')
    it.dismiss({ id: 1 })
    expect(it.inLine()).toBeNull()
    expect(it.list().map(({ title }) => title)).toEqual(['Ben answered'])
  })
})

describe('the same news of several calls', () => {
  const hungUp = {
    title: 'The caller hung up',
    many: (times: number) => `${times} callers hung up`,
    tone: 'plain',
  } as const

  test('is one notice, as long as it is in the line', () => {
    const it = notices()
    for (const detail of ['Ada', 'Ben', 'Cem']) it.show({ ...hungUp, detail })
    expect(it.list()).toMatchObject([
      { title: '3 callers hung up', details: ['Ada', 'Ben', 'Cem'], times: 3 },
    ])
    it.timeUp({ id: 3 })
    it.show({ ...hungUp, detail: 'Dora' })
    expect(it.list()).toMatchObject([{ title: '3 callers hung up' }, { title: 'The caller hung up' }])
  })

  test('names the last ten of them, however long it stays in the line', () => {
    const it = notices()
    for (let at = 1; at <= 500; at += 1) it.show({ ...hungUp, detail: `caller ${at}` })
    expect(it.list()).toMatchObject([{ title: '500 callers hung up', times: 500 }])
    expect(it.list()[0]?.details).toEqual(Array.from({ length: 10 }, (_, at) => `caller ${at + 491}`))
  })

  test('says how often where there are no words for several', () => {
    const it = notices()
    it.show({ title: 'The office was saved', tone: 'good' })
    it.show({ title: 'The office was saved', tone: 'good' })
    expect(it.inLine()).toBe('The office was saved (2 times)')
  })

  test('is told apart by what it says', () => {
    const it = notices()
    it.show(hungUp)
    it.show({ title: 'Ben answered', tone: 'good' })
    expect(it.list()).toHaveLength(2)
  })
})

test('the last 30 notices are kept, errors among them', () => {
  const it = notices()
  for (let at = 1; at <= 31; at += 1) it.show({ title: String(at), tone: 'plain' })
  expect(it.list().map(({ title }) => title)).toEqual(Array.from({ length: 30 }, (_, at) => String(at + 2)))
})
