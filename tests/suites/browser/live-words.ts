import type { CDPSession, Page } from 'playwright-core'
import { pollUntil } from './poll-until.ts'

interface TreeNode {
  nodeId: string
  backendDOMNodeId?: number
  ignored: boolean
  role?: { value?: string }
  name?: { value?: string }
  properties?: { name: string; value: { value?: unknown } }[]
  childIds?: string[]
}

interface LiveRegion {
  live: string
  /** Whether all of it is read when a part changes. */
  atomic: boolean
  texts: Map<string, string>
}

/** What a screen reader reads out of this page by itself. */
export interface LiveWords {
  /** Everything until now, each with `assertive: ` or `polite: ` before it. */
  all(): readonly string[]
  /** Waits until that has been said. */
  says(words: RegExp): Promise<void>
  stop(): Promise<void>
}

const EVERY_MS = 50

/**
 * Reads the live regions of Chromium's accessibility tree, which is what it tells screen readers. What is there at the
 * beginning is not said.
 */
export async function liveWords(page: Page): Promise<LiveWords> {
  const devtools = await page.context().newCDPSession(page)
  await devtools.send('Accessibility.enable')
  const said: string[] = []
  let before = await regionsOf(devtools)
  let stopped = false
  const reading = (async () => {
    while (!stopped) {
      const after = await regionsOf(devtools)
      for (const [id, region] of after) said.push(...additions(region, before.get(id)))
      before = after
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS))
    }
  })()
  return {
    all: () => said,
    says: async (words) => {
      await pollUntil(async () => said.some((it) => words.test(it)), `the page says ${words}`).catch(
        (error) => {
          throw new Error(`It said: ${said.join(' | ')}`, { cause: error })
        },
      )
    },
    stop: async () => {
      stopped = true
      await reading
      await devtools.detach()
    },
  }
}

function additions({ live, atomic, texts }: LiveRegion, before?: LiveRegion): string[] {
  const added = [...texts].filter(([id, text]) => before?.texts.get(id) !== text)
  if (added.length === 0) return []
  const words = (atomic ? [...texts] : added).map(([, text]) => text).join(' ')
  return [`${live}: ${words.replaceAll(/\s+/g, ' ').trim()}`]
}

/** The live regions by their elements. */
async function regionsOf(devtools: CDPSession): Promise<Map<string, LiveRegion>> {
  const { nodes } = (await devtools.send('Accessibility.getFullAXTree')) as { nodes: TreeNode[] }
  const byId = new Map(nodes.map((it) => [it.nodeId, it]))
  const regions = new Map<string, LiveRegion>()
  const walk = (node: TreeNode, around: LiveRegion | null) => {
    const own = regionOf(node)
    if (own) regions.set(keyOf(node), own)
    const region = own ?? around
    if (region && !node.ignored && node.role?.value === 'StaticText')
      region.texts.set(keyOf(node), node.name?.value ?? '')
    for (const id of node.childIds ?? []) {
      const child = byId.get(id)
      if (child) walk(child, region)
    }
  }
  const [root] = nodes
  if (root) walk(root, null)
  return regions
}

const keyOf = ({ backendDOMNodeId, nodeId }: TreeNode) => String(backendDOMNodeId ?? nodeId)

/** The region that this element is, if it is one. */
function regionOf(node: TreeNode): LiveRegion | null {
  const properties = new Map(node.properties?.map((it) => [it.name, it.value.value]))
  const live = properties.get('live')
  // What is inside a region names it as its root.
  if (typeof live !== 'string' || live === 'off' || properties.has('root')) return null
  return { live, atomic: properties.get('atomic') === true, texts: new Map() }
}
