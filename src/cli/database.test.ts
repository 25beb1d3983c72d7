// What a command prints of a path can be pasted into a shell as it stands.
import { spawnSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { quoted } from './database.ts'

test.skipIf(process.platform === 'win32')('a path with blanks, quotes or signs of the shell is one word of it', () => {
  for (const path of ['/srv/riverside', '/srv/lab #1/site', "/srv/Ida's $HOME/`x`", '/srv/ä;rm -rf', '~/x']) {
    const { stdout } = spawnSync('sh', ['-c', `printf '<%s>' --site ${quoted(path)}`], { encoding: 'utf8' })
    expect(stdout).toBe(`<--site><${path}>`)
  }
})
