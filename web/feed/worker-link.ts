import { followPage, type OpenLink } from './stream-link.ts'
import type { HostMessage } from './stream-messages.ts'

/** One stream for all tabs, in a shared worker. A page of another build has another worker, since its script has another address. */
export const workerLink =
  (agentId: string): OpenLink =>
  ({ onMessage, onHost, onFailed }) => {
    const worker = new SharedWorker(new URL('./stream-worker.ts', import.meta.url), {
      type: 'module',
      name: agentId,
    })
    const { port } = worker
    worker.onerror = onFailed
    port.onmessage = ({ data }: MessageEvent<HostMessage>) => onMessage(data)
    // What a page that goes still says, such as that its softphone has stopped, would make it join again.
    let isGone = false
    const leave = () => {
      isGone = true
      port.postMessage({ type: 'leave' })
    }
    const back = () => {
      isGone = false
      onHost()
    }
    const stopFollowing = followPage(leave, back)
    return {
      post: (message) => {
        if (!isGone) port.postMessage(message)
      },
      close: () => {
        stopFollowing()
        worker.onerror = null
        port.onmessage = null
        leave()
      },
    }
  }
