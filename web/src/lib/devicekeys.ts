// What a person keeps in the storages of a browser. A key that begins with gendu and has
// the person's id between colons is theirs; a key for something new has to be of that form.

export type Shelf = Pick<Storage, 'key' | 'length' | 'removeItem'>

/** What was written or said and is nowhere else: notes, corrections, forms, ratings. */
const unsaved = ['gendu:note:', 'gendu:editor:', 'gendu:form:', 'gendu-rating:']

/** An interrupted upload names a file, and no person: it is of the one who is signed in. */
const upload = 'gendu:upload:'

export function keysOf(shelf: Shelf, userId: string): string[] {
  const keys: string[] = []
  for (let i = 0; i < shelf.length; i++) {
    const key = shelf.key(i)
    if (key && ((key.startsWith('gendu') && `${key}:`.includes(`:${userId}:`)) || key.startsWith(upload))) keys.push(key)
  }
  return keys
}

/** How many things of a person would be lost with their keys. */
export function unsavedOf(shelf: Shelf, userId: string): number {
  return keysOf(shelf, userId).filter((key) => unsaved.some((start) => key.startsWith(start))).length
}

export function clearKeys(shelf: Shelf, userId: string): void {
  for (const key of keysOf(shelf, userId)) shelf.removeItem(key)
}
