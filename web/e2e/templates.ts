// Runs once before all journeys: makes two directories of a server's data, which every
// file of journeys copies instead of importing the same episode once more.
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { request } from '@playwright/test'
import { Gendu, type Template, templates } from './gendu'
import { importDemo, importShort, look } from './server'

export default async function make(): Promise<() => void> {
  const dir = mkdtempSync(join(tmpdir(), 'gendu-templates-'))
  process.env[templates] = dir // the workers inherit it
  const gendu = await Gendu.make()
  const client = await request.newContext()
  try {
    importDemo(gendu)
    cpSync(gendu.dir, join(dir, 'demo' satisfies Template), { recursive: true })
    await gendu.start()
    await importShort(await look(gendu, client), client)
    await gendu.kill()
    cpSync(gendu.dir, join(dir, 'short' satisfies Template), { recursive: true })
  } finally {
    await client.dispose()
    await gendu.dispose()
  }
  return () => rmSync(dir, { recursive: true, force: true })
}
