import { defineConfig } from 'vitest/config'

// Two kinds of tests: those that a change needs (npm test), and the long ones (*.long.test.ts, npm run test:all).
const long = process.env.LABLOOP_TEST === 'long'

export default defineConfig({
  test: {
    include: long ? ['{src,test,scripts,examples}/**/*.long.test.ts'] : ['{src,test,scripts,examples}/**/*.test.ts'],
    exclude: long ? [] : ['**/*.long.test.ts', '**/node_modules/**'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: long ? 600_000 : 30_000,
    hookTimeout: 120_000,
    globalSetup: ['./test/global-setup.ts'],
    passWithNoTests: true,
  },
})
