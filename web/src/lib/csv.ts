/**
 * A table as a CSV file that spreadsheets open right: UTF-8 with its mark, lines ended by
 * CRLF (RFC 4180). A text that a spreadsheet would take for a formula gets an apostrophe in
 * front, so that what a page holds is never run.
 */
export type Cell = string | number | null

/** The mark by which a spreadsheet knows UTF-8. */
export const BOM = '\uFEFF'

export function csv(rows: readonly (readonly Cell[])[]): string {
  return BOM + rows.map((row) => row.map(cell).join(',') + '\r\n').join('')
}

function cell(value: Cell): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  // Also behind blanks, and in full width: some spreadsheets trim and fold.
  const text = /^[\s\u0000-\u001f]*[=+\-@\uff1d\uff0b\uff0d\uff20]/.test(value) || /^[\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text
}
