/** What every page in src/pages is given. */
export interface PageProps {
  readonly params: Readonly<Record<string, string>>
}
