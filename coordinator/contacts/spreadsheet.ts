import { isUtf8 } from 'node:buffer'
import { Parser } from 'csv-parse'

/** Beyond it, a field is no text of a contact but a quotation mark without an end. */
const LONGEST_ROW = 64 * 1024
/** Characters that are parsed before other work comes in between. */
const SLICE = 32 * 1024
const DELIMITERS = [',', ';', '\t', '|']

/** A row of a file, and the line on which it ends, counted from 1. */
export interface SheetRow {
  line: number
  cells: string[]
}

/** A file that is no table. */
export class NotReadable extends Error {
  override readonly name = 'NotReadable'
  constructor(
    readonly line: number,
    message: string,
  ) {
    super(message)
  }
}

/** The text of a file in UTF-8, in UTF-16, or as older Windows programs write it. */
export const textOf = (bytes: Buffer): string => new TextDecoder(encodingOf(bytes)).decode(bytes)

function encodingOf(bytes: Buffer): string {
  const [first, second] = bytes
  // The mark of the byte order, or half of a letter of ours.
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return 'utf-16le'
  if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0)) return 'utf-16be'
  return isUtf8(bytes) ? 'utf-8' : 'windows-1252'
}

/** Excel writes and reads a first line that names the delimiter. */
const DELIMITER_LINE = /^sep=(.)\r?\n/i

/**
 * The rows of a spreadsheet, empty ones left out.
 * @param most more rows are too many
 * @param nextTurn lets other work come in between
 * @throws NotReadable
 */
export async function rowsOf(text: string, most: number, nextTurn: () => Promise<void>): Promise<SheetRow[]> {
  const rows: SheetRow[] = []
  const [firstLine = '', named] = DELIMITER_LINE.exec(text) ?? []
  const linesBefore = firstLine === '' ? 0 : 1
  const body = text.slice(firstLine.length)
  const failures: NotReadable[] = []
  const parser = new Parser({
    delimiter: named ?? delimiterOf(body),
    max_record_size: LONGEST_ROW,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
    on_record: (cells: string[], { lines }) => {
      const line = lines + linesBefore
      if (rows.length > most) return null
      if (cells.some((cell) => cell !== '')) rows.push({ line, cells })
      if (rows.length > most)
        failures.push(new NotReadable(line, `has more than ${most - 1} rows: import them in parts`))
      // Rows are taken here, so the stream stays empty and never fills.
      return null
    },
  })
  parser.on('error', (error: CsvFailure) => {
    failures.push(new NotReadable((error.lines ?? 1) + linesBefore, inWords(error)))
  })
  const ended = new Promise<void>((resolve) => parser.on('close', resolve).resume())
  for (let at = 0; at < body.length && failures.length === 0; at += SLICE) {
    // The parser counts CRLF within a quoted field as two lines.
    const ends = body[at + SLICE] === '\n' && body[at + SLICE - 1] === '\r' ? at + SLICE - 1 : at + SLICE
    parser.write(body.slice(at, ends).replace(/\r\n?/g, '\n'))
    await nextTurn()
  }
  if (failures.length === 0) parser.end()
  else parser.destroy()
  await ended
  const [failure] = failures
  if (failure) throw failure
  return rows
}

type CsvFailure = Error & { code?: string; lines?: number }

/** The last field before the end may have begun far above the line. */
const inWords = ({ code, message }: CsvFailure) =>
  code === 'CSV_MAX_RECORD_SIZE' || code === 'CSV_QUOTE_NOT_CLOSED'
    ? 'a row is too long: is a quotation mark missing?'
    : message

/** The delimiter that the first line has most of. */
function delimiterOf(text: string): string {
  const heading = text.slice(0, 4_096).split(/[\r\n]/)[0] ?? ''
  const counts = DELIMITERS.map((delimiter) => heading.split(delimiter).length)
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ','
}
