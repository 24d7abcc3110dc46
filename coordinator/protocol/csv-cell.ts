/** A text that a spreadsheet would run as a formula, so that it is only shown. Source: OWASP, CSV Injection. */
export const inert = (text: string) => (/^[=+\-@\t\r＝＋－＠]/.test(text) ? `'${text}` : text)

/** As a cell of a line of CSV. Source: RFC 4180. */
export const quoted = (cell: string) => (/[",;\r\n\t]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)
