import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { LabloopError } from '../errors.ts'
import { testFolder } from './commands/testing/run.ts'
import { reserveFile, writeFile } from './output-file.ts'

test('a file that is reserved is not there before it is written, and one that is there stays as it is', () => {
  const cwd = testFolder()
  reserveFile('new.html', cwd)
  expect(readdirSync(cwd)).toEqual([])
  writeFileSync(join(cwd, 'old.html'), 'of last week')
  reserveFile('old.html', cwd)
  expect(readFileSync(join(cwd, 'old.html'), 'utf8')).toBe('of last week')
})

test('a file is written whole, over what was there, and nothing is left beside it', () => {
  const cwd = testFolder()
  writeFile('a.html', 'longer than what comes', cwd)
  writeFile('a.html', 'short', cwd)
  expect(readdirSync(cwd)).toEqual(['a.html'])
  expect(readFileSync(join(cwd, 'a.html'), 'utf8')).toBe('short')
})

test('a file keeps its rights and the link that leads to it', () => {
  const cwd = testFolder()
  writeFileSync(join(cwd, 'real.html'), 'before')
  chmodSync(join(cwd, 'real.html'), 0o640)
  symlinkSync('real.html', join(cwd, 'link.html'))
  writeFile('link.html', 'after', cwd)
  expect(readlinkSync(join(cwd, 'link.html'))).toBe('real.html')
  expect(readFileSync(join(cwd, 'real.html'), 'utf8')).toBe('after')
  expect(statSync(join(cwd, 'real.html')).mode & 0o777).toBe(0o640)
})

test('a folder in the place of a file, and a folder that is not there, are told before anything is written', () => {
  const cwd = testFolder()
  mkdirSync(join(cwd, 'folder'))
  for (const path of ['folder', 'not/there']) {
    expect(() => reserveFile(path, cwd), path).toThrow(LabloopError)
    expect(() => writeFile(path, 'text', cwd), path).toThrow(/The file cannot be written/)
  }
  expect(readdirSync(cwd)).toEqual(['folder'])
})
