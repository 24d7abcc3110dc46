import { beforeEach, expect, test, vi } from 'vitest'
import { EventBus } from '../../../coordinator/events.ts'

const log = { error: vi.fn() }
let events: EventBus
let heard: string[]

beforeEach(() => {
  log.error.mockReset()
  events = new EventBus(log)
  heard = []
})

test('an event is heard before emit returns, in the order in which its listeners were added', () => {
  events.on('consoleOpened', ({ agentId }) => heard.push(`first ${agentId}`))
  events.on('consoleOpened', ({ agentId }) => heard.push(`second ${agentId}`))
  events.on('consoleDropped', () => heard.push('another event'))
  events.emit('consoleOpened', { agentId: 'ann' })
  expect(heard).toEqual(['first ann', 'second ann'])
})

test('an event without a listener is no error', () => {
  events.emit('consoleDropped', { agentId: 'ann' })
  expect(log.error).not.toHaveBeenCalled()
})

test('a listener that throws harms neither the emitter nor the other listeners, and is logged', () => {
  const error = new Error('broken')
  events.on('consoleOpened', () => {
    throw error
  })
  events.on('consoleOpened', () => heard.push('second'))
  events.emit('consoleOpened', { agentId: 'ann' })
  expect(heard).toEqual(['second'])
  expect(log.error.mock.calls).toEqual([
    [{ err: error, event: 'consoleOpened' }, 'A listener to an event failed'],
  ])
})

test('a listener whose promise rejects is logged, and is not waited for', async () => {
  const error = new Error('broken')
  events.on('sessionRevoked', () => Promise.reject(error))
  events.on('sessionRevoked', () => heard.push('second'))
  events.emit('sessionRevoked', { agentId: 'ann', sessionHash: null, madeRoom: false })
  expect(heard).toEqual(['second'])
  await vi.waitFor(() => expect(log.error).toHaveBeenCalledOnce())
  expect(log.error.mock.calls[0]?.[0]).toEqual({ err: error, event: 'sessionRevoked' })
})

test('what a listener emits is heard within its turn', () => {
  events.on('consoleOpened', () => {
    events.emit('consoleDropped', { agentId: 'bob' })
    heard.push('first')
  })
  events.on('consoleOpened', () => heard.push('second'))
  events.on('consoleDropped', () => heard.push('nested'))
  events.emit('consoleOpened', { agentId: 'ann' })
  expect(heard).toEqual(['nested', 'first', 'second'])
})
