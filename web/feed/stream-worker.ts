/** The shared worker that has the one stream of all tabs in which an agent is signed in. Its name is the agent's id. */
import '../without-eval.ts'
import { openStreamHost } from './browser-stream-host.ts'
import type { TabMessage } from './stream-messages.ts'

const host = openStreamHost(self.name)

addEventListener('connect', (event) => {
  if (!(event instanceof MessageEvent)) return
  for (const port of event.ports) {
    const tab = { post: port.postMessage.bind(port) }
    port.onmessage = ({ data }: MessageEvent<TabMessage>) => host.receive(tab, data)
  }
})
