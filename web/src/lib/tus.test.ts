import { createServer, type Server } from 'node:http'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { ApiError } from './api'
import { matches, Upload, type Source, type Started, type State, type Transport } from './tus'

// A small tus server of the protocol's text, with faults to order.
interface Kept {
  length: number
  bytes: Uint8Array
  metadata: string
}
let server: Server
let base = ''
let kept: Map<string, Kept>
let requests: string[]
let faults: (() => number | 'drop' | undefined)[]

beforeEach(async () => {
  kept = new Map()
  requests = []
  faults = []
  server = createServer((req, res) => {
    const parts: Buffer[] = []
    req.on('data', (part: Buffer) => parts.push(part))
    req.on('end', () => {
      requests.push(`${req.method} ${req.headers['upload-offset'] ?? ''}`.trim())
      const fault = faults.shift()?.()
      if (fault === 'drop') return void req.socket.destroy()
      if (fault) return void res.writeHead(fault, { 'Content-Type': 'application/json' }).end(JSON.stringify({ kind: 'invalid', message: 'as ordered' }))
      if (req.headers['tus-resumable'] !== '1.0.0') return void res.writeHead(412).end()
      if (req.method === 'POST') {
        const id = `/uploads/${kept.size + 1}`
        kept.set(id, { length: Number(req.headers['upload-length']), bytes: new Uint8Array(), metadata: String(req.headers['upload-metadata']) })
        return void res.writeHead(201, { Location: `http://elsewhere.example${id}` }).end()
      }
      const upload = kept.get(req.url ?? '')
      if (!upload) return void res.writeHead(404).end()
      if (req.method === 'DELETE') {
        kept.delete(req.url ?? '')
        return void res.writeHead(204).end()
      }
      if (req.method === 'PATCH') {
        if (Number(req.headers['upload-offset']) !== upload.bytes.length) return void res.writeHead(409).end()
        upload.bytes = Buffer.concat([upload.bytes, ...parts])
      }
      res.writeHead(req.method === 'HEAD' ? 200 : 204, { 'Upload-Offset': String(upload.bytes.length) }).end()
    })
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  base = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}` : ''
})
afterEach(() => new Promise((done) => server.close(done)))

const transport: Transport = async (request) => {
  let answer: Response
  try {
    answer = await fetch(base + request.url, {
      method: request.method,
      headers: request.headers,
      signal: request.signal,
      ...(request.body ? { body: await request.body.arrayBuffer() } : {}),
    })
  } catch (err) {
    if (request.signal.aborted) throw err
    throw new ApiError('offline', 'gone', 0)
  }
  const text = await answer.text()
  request.onSent?.(request.body?.size ?? 0)
  return { status: answer.status, header: (name) => answer.headers.get(name), text: () => text }
}

function file(size: number, name = '語音 1.mp3'): Source {
  const bytes = Uint8Array.from({ length: size }, (_, i) => (i * 7 + (i >> 8)) & 255)
  return new File([bytes], name, { lastModified: 5 })
}

function upload(source: Source, started?: Started) {
  const states: State[] = []
  let saved = started
  const made: Upload = new Upload(
    source,
    transport,
    { change: (state) => void (states.at(-1) !== state && states.push(state)), keep: (now) => (saved = now) },
    { endpoint: '/uploads', metadata: { episode: 'e1', filename: source.name }, chunk: 1000, delays: [1], wait: async () => {} },
    started,
  )
  return { made, states, saved: () => saved }
}

async function expectArrived(source: Source, id = '/uploads/1') {
  expect(Buffer.compare(Buffer.from(kept.get(id)?.bytes ?? []), Buffer.from(await source.arrayBuffer()))).toBe(0)
}

describe('Upload', () => {
  it.each([1, 999, 1000, 1001, 3500])('sends %i bytes in chunks of 1000', async (size) => {
    const source = file(size)
    const { made, states, saved } = upload(source)
    await made.start()
    expect(made.state).toBe('done')
    expect(states).toEqual(['sending', 'done'])
    expect(saved()).toBeUndefined()
    await expectArrived(source)
    expect(requests.filter((r) => r.startsWith('PATCH'))).toHaveLength(Math.ceil(size / 1000))
    expect(kept.get('/uploads/1')?.metadata).toBe(`episode ${btoa('e1')},filename ${Buffer.from('語音 1.mp3').toString('base64')}`)
  })

  it('goes on after a lost connection from what the server has', async () => {
    const source = file(3500)
    faults = [() => undefined, () => undefined, () => 'drop', () => 'drop', () => undefined]
    const { made, states } = upload(source)
    await made.start()
    expect(made.state).toBe('done')
    expect(states).toContain('waiting')
    await expectArrived(source)
  })

  it.each([423, 409, 503, 429])('tries again after %i', async (status) => {
    const source = file(2500)
    faults = [() => undefined, () => status]
    const { made } = upload(source)
    await made.start()
    expect(made.state).toBe('done')
    await expectArrived(source)
  })

  it.each([400, 413, 401, 500])('stops at %i and keeps what to go on with', async (status) => {
    faults = [() => undefined, () => undefined, () => status]
    const source = file(2500)
    const { made, saved } = upload(source)
    await made.start()
    expect(made.state).toBe('failed')
    expect(made.error).toBeInstanceOf(ApiError)
    expect(saved()?.offset).toBe(1000)
    await made.start()
    expect(made.state).toBe('done')
    await expectArrived(source)
  })

  it('goes on after a reload with the same file', async () => {
    const source = file(3500)
    const first = upload(source)
    faults = [() => undefined, () => undefined, () => (first.made.pause(), 503)]
    await first.made.start()
    expect(first.made.state).toBe('paused')
    const second = upload(file(3500), first.saved())
    requests = []
    await second.made.start()
    expect(requests).toEqual(['HEAD', 'PATCH 1000', 'PATCH 2000', 'PATCH 3000'])
    await expectArrived(source)
  })

  it('begins again when the server has forgotten it', async () => {
    const source = file(1500)
    const { made } = upload(source, { url: '/uploads/99', name: source.name, size: 1500, lastModified: 5, offset: 1000 })
    await made.start()
    expect(made.state).toBe('done')
    await expectArrived(source)
  })

  it('cancels here and there', async () => {
    const source = file(3500)
    const { made, saved } = upload(source)
    faults = [() => undefined, () => undefined, () => (made.pause(), 503)]
    await made.start()
    await made.cancel()
    expect(saved()).toBeUndefined()
    expect(kept.size).toBe(0)
  })

  it('knows another file of the same name', () => {
    const started = { url: '/u', name: 'a.mp3', size: 10, lastModified: 5, offset: 0 }
    expect(matches(started, file(10, 'a.mp3'))).toBe(true)
    expect(matches(started, file(11, 'a.mp3'))).toBe(false)
    expect(matches(started, file(10, 'b.mp3'))).toBe(false)
  })
})
