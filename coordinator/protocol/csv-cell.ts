/**
 * Where a cell begins. Also within a text: a spreadsheet that parts cells by semicolons takes our commas for text, and then our
 * quotation marks too.
 */
const BEGINNING = '(^|[;\\t\\r\\n][ "]*)'
const FORMULA = '(?=[=+\\-@\\t\\r＝＋－＠])'
const CELLS_THAT_RUN = new RegExp(BEGINNING + FORMULA, 'g')
const INERT_CELLS = new RegExp(`${BEGINNING}'${FORMULA}`, 'g')

/** A text that a spreadsheet would run as a formula, so that it is only shown. Source: OWASP, CSV Injection. */
export const inert = (text: string) => text.replace(CELLS_THAT_RUN, "$1'")

/** The text that was made inert. */
export const fromInert = (cell: string) => cell.replace(INERT_CELLS, '$1')

/** As a cell of a line of CSV. Source: RFC 4180. */
export const quoted = (cell: string) => (/[",;\r\n\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
