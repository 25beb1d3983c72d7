import { expect, test } from 'vitest'
import { defaultFolder, type Machine } from './default-folder.ts'

const linux: Machine = { platform: 'linux', environment: {}, home: '/home/ida', root: false }

test('the database lies where the system keeps data of programs', () => {
  expect(defaultFolder(linux)).toBe('/home/ida/.local/share/labloop/postgres')
  expect(defaultFolder({ ...linux, environment: { XDG_DATA_HOME: '/data' } })).toBe('/data/labloop/postgres')
  expect(defaultFolder({ ...linux, root: true, home: '/root' })).toBe('/var/lib/labloop/postgres')
  expect(defaultFolder({ ...linux, platform: 'darwin', home: '/Users/ida' })).toBe(
    '/Users/ida/Library/Application Support/labloop/postgres',
  )
  expect(defaultFolder()).toMatch(/labloop/)
})
