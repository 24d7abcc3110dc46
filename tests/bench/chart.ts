import { amount, limitOf, type Report } from './report.ts'
import { partOfBudget } from './row.ts'

const WIDTH = 860
const LEFT = 330
const LINE = 30
const TOP = 58
/** A bar that takes more of its budget than this is drawn to the edge. */
const MOST = 4
const COLOURS = { met: '#2f9e44', missed: '#e8590c', ink: '#212529', faint: '#868e96' }

/** Each promise as a bar: how much of its budget is taken. The line at 1 is the budget. */
export function chartOf({ rows, machine, runs }: Report): string {
  const promised = rows.filter(({ budget }) => budget !== null)
  const scale = (WIDTH - LEFT - 150) / MOST
  const height = TOP + promised.length * LINE + 20
  const bars = promised.map((row, n) => {
    const part = partOfBudget(row) ?? 0
    const y = TOP + n * LINE
    const length = Math.min(part, MOST) * scale
    const value = row.budget?.of === 'ratio' ? `${row.ratio?.toFixed(2)}x` : amount(row.product, row.unit)
    const limit = row.budget === null ? '' : limitOf(row.budget, row.unit)
    return `${text(LEFT - 10, y + 14, row.what, 'text-anchor="end"')}
<rect x="${LEFT}" y="${y}" width="${length.toFixed(1)}" height="18" rx="3" fill="${row.met ? COLOURS.met : COLOURS.missed}"/>
${text(LEFT + length + 8, y + 14, `${value} (${limit})`)}`
  })
  const budget = LEFT + scale
  const title = `How much of its budget each promise takes: ${machine}, ${runs === 1 ? 'one run' : `median of ${runs} runs`}`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="system-ui, sans-serif" font-size="13" fill="${COLOURS.ink}">
<title>${escaped(title)}</title>
<rect width="100%" height="100%" fill="#fff"/>
${text(16, 24, title, 'font-weight="600"')}
${text(budget, 46, 'budget', `text-anchor="middle" fill="${COLOURS.faint}"`)}
${bars.join('\n')}
<line x1="${budget}" x2="${budget}" y1="${TOP - 6}" y2="${height - 12}" stroke="${COLOURS.ink}" stroke-dasharray="3 3"/>
</svg>
`
}

const text = (x: number, y: number, words: string, more = '') =>
  `<text x="${x.toFixed(1)}" y="${y}" ${more}>${escaped(words)}</text>`

const escaped = (words: string) =>
  words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
