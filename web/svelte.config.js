import { vitePreprocess } from '@sveltejs/vite-plugin-svelte'

/** Warnings are errors in `npm run check`; accessibility warnings too. */
export default { preprocess: vitePreprocess(), compilerOptions: { runes: true } }
