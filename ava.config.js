export default {
  files: ['test/**/*.ts', '!test/support/**', '!test/**/suite.ts', '!test/fixtures/**'],
  extensions: ['ts'],
  timeout: '120s',
  concurrency: 2,
  workerThreads: false,
}
