// Debian's Firefox ESR behind the same page as Chromium: Playwright speaks WebDriver BiDi to
// it. What it records is a file that plays over and over on a sound card nobody hears
// (docs/adr/0064).
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { type Browser, firefox } from '@playwright/test'
import { Sink } from '../bench/sink'

/** What the journeys need of the inside of Playwright. */
interface Inside {
  _connection: { toImpl: (of: unknown) => { _browserSession: object } }
}
interface Session {
  send: (method: string, params: unknown) => Promise<unknown>
}

/**
 * Firefox ESR 153 does not know the command that says which colours are liked, and Playwright
 * always sends it. Here it does nothing: the colours are those of the system.
 */
function withoutColours(browser: Browser): void {
  const sessions = Object.getPrototypeOf((browser as unknown as Inside)._connection.toImpl(browser)._browserSession) as Session
  const send = sessions.send
  sessions.send = function (method, params) {
    return method === 'emulation.setMediaFeaturesOverride' ? Promise.resolve({}) : send.call(this, method, params)
  }
}

/** Plays the samples of a WAV file (48 kHz, mono, 16 bit) into the microphone until it is ended. */
function speak(wav: string, env: NodeJS.ProcessEnv): () => void {
  const file = readFileSync(wav)
  const samples = file.subarray(file.indexOf('data', 12, 'latin1') + 8)
  const voice = spawn('pacat', ['--playback', '--raw', '--format=s16le', '--rate=48000', '--channels=1', '--device=microphone'], { env, stdio: ['pipe', 'ignore', 'ignore'] })
  const more = () => {
    while (voice.stdin.write(samples));
  }
  voice.stdin.on('drain', more)
  voice.stdin.on('error', () => undefined) // it was ended
  more()
  return () => voice.kill('SIGKILL')
}

/** Firefox with an empty profile and a microphone that plays a WAV file. */
export async function launchFirefox(wav: string): Promise<{ browser: Browser; close: () => Promise<void> }> {
  const sink = await Sink.start(['module-null-sink sink_name=microphone rate=48000 channels=1', 'module-remap-source source_name=voice master=microphone.monitor'])
  const env = { ...process.env, ...sink.env, PULSE_SINK: 'out', PULSE_SOURCE: 'voice', MOZ_DISABLE_CONTENT_SANDBOX: '1' } as Record<string, string>
  const hush = speak(wav, env)
  const stop = async () => {
    hush()
    await sink.stop()
  }
  try {
    const browser = await firefox.launch({
      channel: 'moz-firefox',
      executablePath: process.env['FIREFOX'] ?? '/usr/bin/firefox-esr',
      env,
      firefoxUserPrefs: { 'media.navigator.permission.disabled': true, 'media.cubeb.backend': 'pulse-rust', 'media.autoplay.default': 1, 'media.autoplay.blocking_policy': 0 },
    })
    withoutColours(browser)
    return { browser, close: () => browser.close().finally(stop) }
  } catch (err) {
    await stop()
    throw err
  }
}
