import type { DeskStore } from '../feed/desk-store.ts'

const LOGO = '/logo.svg'
const SIZE = 64
const RADIUS = 21
const RED = '#c11a37'

/** Shows how many calls ring on the icon of the tab, and on the one of the installed app. Returns how to stop. */
export function followBadges(desk: DeskStore): () => void {
  let shown = 0
  const follow = (count: number) => {
    if (count === shown) return
    const [before, label] = [labelOf(shown), labelOf(count)]
    shown = count
    showOnApp(count)
    // On a busy desk more than nine ring: to draw the same icon again with each of them takes longer than their cards.
    if (label === before) return
    showOnTab(label, () => labelOf(shown) === label).catch((error: unknown) =>
      console.warn('The icon of the tab stays as it is', error),
    )
  }
  const { unsubscribe } = desk.subscribe(({ context }) => follow(context.sections.ringing.length))
  return () => {
    unsubscribe()
    follow(0)
  }
}

/** Null: the icon has no badge. */
const labelOf = (count: number) => (count === 0 ? null : count > 9 ? '9+' : String(count))

/** Only an app that is installed has such a badge; elsewhere this does nothing, or is refused. */
function showOnApp(count: number) {
  if (!('setAppBadge' in navigator)) return
  const done = count > 0 ? navigator.setAppBadge(count) : navigator.clearAppBadge()
  done.catch(() => undefined)
}

/** @param isCurrent false when another label has come while this one was drawn */
async function showOnTab(label: string | null, isCurrent: () => boolean) {
  const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]')
  if (!link) return
  const href = label === null ? LOGO : await logoWith(label)
  if (isCurrent()) link.href = href
}

async function logoWith(text: string): Promise<string> {
  const logo = new Image(SIZE, SIZE)
  logo.src = LOGO
  await logo.decode()
  const canvas = Object.assign(document.createElement('canvas'), { width: SIZE, height: SIZE })
  const pen = canvas.getContext('2d')
  if (!pen) throw new Error('This browser draws nothing')
  pen.drawImage(logo, 0, 0, SIZE, SIZE)
  const middle = SIZE - RADIUS
  pen.beginPath()
  pen.arc(middle, middle, RADIUS, 0, 2 * Math.PI)
  pen.fillStyle = RED
  pen.fill()
  pen.fillStyle = '#fff'
  pen.font = `bold ${text.length > 1 ? 26 : 34}px sans-serif`
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  pen.fillText(text, middle, middle + 2)
  return canvas.toDataURL()
}
