import type { StreamProxy } from '../../setup/stream-proxy.ts'
import type { TcpProxy } from '../../setup/tcp-proxy.ts'
import type { AgentDesk } from './desk.ts'

/** One agent's console, and the way from it to the server. */
export interface Line {
  desk: AgentDesk
  streams: StreamProxy
  network: TcpProxy
  close: () => Promise<void>
}

export interface Fault {
  agentId: string
  /** The browser freezes only what is in the background. */
  inBackground?: true
  what: string
  /** The page can see it. */
  seen: boolean
  /** Runs in the page before its scripts. */
  prepare?: () => void
  /** Resolves when the fault is there. */
  break: (line: Line) => unknown
  /** Lets a page that could say nothing say something again. */
  mend?: (line: Line) => Promise<unknown>
}

const lifecycle = async ({ desk: { context, page } }: Line, state: 'frozen' | 'active') => {
  const devtools = await context.newCDPSession(page)
  await devtools.send('Page.setWebLifecycleState', { state })
}

/** Each has an agent of its own. */
export const FAULTS: Fault[] = [
  {
    agentId: 'stream',
    what: 'the stream goes silent, all else works',
    seen: false,
    break: ({ streams }) => streams.set('deaf'),
  },
  {
    agentId: 'network',
    what: 'the network goes deaf',
    seen: false,
    break: ({ network }) => network.set('hangs'),
  },
  {
    agentId: 'gone',
    what: 'the network is gone',
    seen: true,
    break: ({ network }) => network.set('refuses'),
  },
  {
    agentId: 'frozen',
    inBackground: true,
    what: 'the browser freezes the tab',
    seen: false,
    break: (line) => lifecycle(line, 'frozen'),
    mend: (line) => lifecycle(line, 'active'),
  },
  {
    agentId: 'closed',
    what: 'the browser closes the tab',
    seen: true,
    break: ({ desk }) => desk.page.close(),
  },
  {
    agentId: 'blocked',
    what: 'the microphone is blocked',
    seen: true,
    break: async ({ desk: { context, page } }) => {
      const devtools = await context.newCDPSession(page)
      const { targetInfo } = await devtools.send('Target.getTargetInfo')
      const { browserContextId } = targetInfo
      await devtools.send('Browser.setPermission', {
        permission: { name: 'microphone' },
        setting: 'denied',
        origin: new URL(page.url()).origin,
        ...(browserContextId === undefined ? {} : { browserContextId }),
      })
    },
  },
  {
    agentId: 'unplugged',
    what: 'the microphone is unplugged',
    seen: true,
    break: ({ desk }) =>
      desk.page.evaluate(() => {
        const { mediaDevices } = navigator
        const all = mediaDevices.enumerateDevices.bind(mediaDevices)
        mediaDevices.enumerateDevices = async () => (await all()).filter(({ kind }) => kind !== 'audioinput')
        mediaDevices.dispatchEvent(new Event('devicechange'))
      }),
  },
  {
    agentId: 'interrupted',
    what: 'the system takes the sound away',
    seen: true,
    prepare: () => {
      window.AudioContext = class extends AudioContext {
        constructor(options?: AudioContextOptions) {
          super(options)
          addEventListener('interrupt', () => {
            this.resume = () => new Promise(() => undefined)
            void this.suspend()
          })
        }
      }
    },
    break: ({ desk }) => desk.page.evaluate(() => void dispatchEvent(new Event('interrupt'))),
  },
]
