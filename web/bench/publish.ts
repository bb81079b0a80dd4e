// With BENCH_PUBLISH=1: the tables go into docs/browser-bench.md and README.md.
export { publish as default } from './report'
