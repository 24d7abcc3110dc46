import { once } from 'node:events'
import { createServer, request } from 'node:http'
import type { AddressInfo } from 'node:net'

/**
 * A proxy before a coordinator. It replaces the name that a browser has for it in Host and Origin by the coordinator's own.
 * @param target origin of the coordinator
 */
export async function openRenamingProxy(target: string): Promise<{ port: number; close(): void }> {
  const { host, hostname, port } = new URL(target)
  const server = createServer((req, res) => {
    const { method = 'GET', url = '/', headers } = req
    const origin = headers.origin === undefined ? {} : { origin: target }
    const passed = request(
      { host: hostname, port, method, path: url, headers: { ...headers, host, ...origin } },
      (answer) => {
        res.writeHead(answer.statusCode ?? 502, answer.headers)
        answer.pipe(res)
      },
    )
    passed.on('error', () => res.destroy())
    res.on('close', () => passed.destroy())
    req.pipe(passed)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.closeAllConnections()
      server.close()
    },
  }
}
