// What the types and svelte-check do not see: who starts what must end, and which
// folder may import which. `make test` runs it; an exception is a comment beside the
// line, with its reason.
import { dirname, relative, resolve, sep } from 'node:path'
import svelte from 'eslint-plugin-svelte'
import ts from 'typescript-eslint'

const src = resolve(import.meta.dirname, 'src')

/**
 * The folders of src from the lowest to the highest. A file imports from its own folder
 * and from lower ones; folders in one line do not import each other.
 */
const layers = [
  ['styles'],
  ['lib'],
  ['sound', 'ui'],
  ['practice/session'],
  ['practice/i18n', 'practice/comparison', 'practice/playback'],
  ['practice/outbox'],
  ['practice/recording'],
  ['practice/waveform', 'practice/drill', 'practice/flags'],
  ['practice/ui'],
  ['practice'],
  ['cards', 'editor'],
  ['parts'],
  ['pages'],
  ['.'],
]

/** What is allowed all the same, and why. */
const allowed = new Set([
  // A visit hands what it leaves behind to the outbox; of types alone.
  'practice/session -> practice/outbox',
  // The upload queue fetches the recovery of drafts only where there is one.
  'practice/outbox -> practice/recording',
  // The strip reads the page's model and speaks its words.
  'practice/waveform -> practice/ui',
])

/** The folder of a file, as the layers have it. */
function folderOf(file) {
  const parts = relative(src, file).split(sep)
  if (parts[0] === '..') return undefined
  if (parts.length === 1) return '.'
  if (parts[0] !== 'practice') return parts[0]
  return parts.length === 2 ? 'practice' : `practice/${parts[1]}`
}

function fileOf(from, name) {
  if (name.startsWith('$lib')) return resolve(src, `lib${name.slice(4)}`)
  if (name.startsWith('$ui')) return resolve(src, `ui${name.slice(3)}`)
  return name.startsWith('.') ? resolve(dirname(from), name) : undefined
}

const layersOnly = {
  meta: { type: 'problem', schema: [], messages: { up: '{{from}} may not import from {{to}}: move what both need down, or hand it in from above (see layers in eslint.config.js).' } },
  create(context) {
    const from = folderOf(context.filename)
    const level = (folder) => layers.findIndex((row) => row.includes(folder))
    const check = (node) => {
      const target = typeof node.source?.value === 'string' ? fileOf(context.filename, node.source.value) : undefined
      const to = target && folderOf(target)
      if (!from || !to || from === to || allowed.has(`${from} -> ${to}`)) return
      if (level(to) < 0 || level(to) >= level(from)) context.report({ node: node.source, messageId: 'up', data: { from, to } })
    }
    return { ImportDeclaration: check, ImportExpression: check, ExportAllDeclaration: check, ExportNamedDeclaration: check }
  },
}

const scoped = 'Start it through a Scope (src/lib/scope.ts), which ends it: '
const started = [
  [':matches(CallExpression[callee.name=/^(set(Timeout|Interval)|request(AnimationFrame|IdleCallback))$/], CallExpression[callee.property.name=/^(set(Timeout|Interval)|request(AnimationFrame|IdleCallback))$/])', 'scope.timeout, scope.interval or scope.frame.'],
  [':matches(CallExpression[callee.name="addEventListener"], CallExpression[callee.property.name="addEventListener"])', 'scope.listen.'],
  ['CallExpression[callee.property.name="createObjectURL"]', 'scope.objectURL.'],
  ['CallExpression[callee.property.name="getUserMedia"]', 'scope.tracks.'],
  [
    'NewExpression[callee.name=/^((Shared)?Worker|(Mutation|Resize|Intersection|Performance)Observer|BroadcastChannel|EventSource|WebSocket)$/]:not(CallExpression[callee.property.name="own"] > NewExpression)',
    'scope.own(new …, (it) => it.close()).',
  ],
]

export default ts.config(
  { ignores: ['dist*', 'node_modules', 'test-results', 'src/lib/api.gen.ts'] },
  ts.configs.base,
  ...svelte.configs.base,
  {
    files: ['src/**/*.svelte', 'src/**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
  },
  {
    files: ['src/**/*.ts', 'src/**/*.svelte'],
    plugins: { gendu: { rules: { layers: layersOnly } } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always'],
      'no-var': 'error',
      'svelte/prefer-const': ['error', { excludedRunes: ['$props', '$bindable'] }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'none' }],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      'svelte/no-at-html-tags': 'error',
      'svelte/require-each-key': 'error',
      'svelte/no-reactive-reassign': 'error',
      'svelte/no-dupe-style-properties': 'error',
    },
  },
  {
    files: ['src/**/*.ts', 'src/**/*.svelte'],
    ignores: ['src/lib/scope.ts', 'src/**/*.test.ts'],
    rules: {
      'gendu/layers': 'error',
      'no-restricted-properties': ['error', { object: 'crypto', property: 'randomUUID', message: 'A page without https has none: take newUUID of lib/uuid.' }],
      'no-restricted-syntax': ['error', ...started.map(([selector, how]) => ({ selector, message: scoped + how }))],
    },
  },
)
