#!/usr/bin/env node
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { WebSocket, WebSocketServer } from 'ws'

/**
 * Stands for the Firefox of `$FIREFOX`, so that playwright-core drives one that is not its own. Playwright begins each
 * context with a WebDriver BiDi command that a released Firefox does not know yet. This answers it, and relays all else.
 */
const NOT_YET_KNOWN = 'emulation.setMediaFeaturesOverride'
const ADDRESS = /^WebDriver BiDi listening on (ws:\/\/\S+)/

const firefox = spawn(process.env.FIREFOX ?? 'firefox', process.argv.slice(2), {
  stdio: ['ignore', 'ignore', 'pipe'],
})
firefox.on('exit', (code) => process.exit(code ?? 1))
process.on('SIGTERM', () => firefox.kill())
process.on('SIGINT', () => firefox.kill())
process.on('SIGHUP', () => firefox.kill())

createInterface(firefox.stderr).on('line', (line) => {
  const address = ADDRESS.exec(line)?.[1]
  if (address === undefined) return console.error(line)
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
  server.on('listening', () => {
    const own = server.address()
    if (own === null || typeof own === 'string') throw new Error('The relay has no port')
    console.error(`WebDriver BiDi listening on ws://127.0.0.1:${own.port}`)
  })
  server.on('connection', (near, { url }) => relay(near, new WebSocket(`${address}${url}`)))
})

/** @param {WebSocket} near @param {WebSocket} far */
function relay(near, far) {
  /** @type {string[]} */
  const early = []
  near.on('message', (data) => {
    const text = String(data)
    const { id, method } = JSON.parse(text)
    if (method === NOT_YET_KNOWN) return near.send(JSON.stringify({ type: 'success', id, result: {} }))
    if (far.readyState === WebSocket.OPEN) far.send(text)
    else early.push(text)
  })
  far.on('open', () => {
    for (const text of early) far.send(text)
  })
  far.on('message', (data) => near.send(String(data)))
  near.on('close', () => far.close())
  far.on('close', () => near.close())
}
