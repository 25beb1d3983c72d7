import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { caseFiles, casesFolder, casesNote } from '../../../test/cases.ts'
import { parse } from './parse.ts'
import { run, testFolder } from './testing/run.ts'

const result = [
  'MSH|^~\\&|LAB|RIVERSIDE LAB|EHR|RIVERSIDE|20261122083812-0600||ORU^R01^ORU_R01|L1|T|2.5.1||||||UNICODE UTF-8',
  'PID|1||R0700018^^^RCH^MR||Testpoplar^Finn||19670923|M',
  'OBR|1|900^EPC|26-326-000082^LAB|BMP^BASIC METABOLIC PANEL^L|||20261122080040||||||||||||||||||F',
  'OBX|1|NM|K^POTASSIUM^L||4.1|mmol/L|3.5-5.1|N|||C',
  'OBX|2|TX|NOTE||Sch\u00f6n\\.br\\und \\T\\ gut||||||F',
  'ZZZ|own',
  '',
].join('\r')

test('every value is shown with its place, the name of its field and the meaning of its code', async () => {
  const { code, stdout, stderr } = await run(parse, [], { stdin: result })
  expect([code, stderr]).toEqual([0, ''])
  const line = (path: string) =>
    stdout
      .split('\n')
      .find((each) => each.trim().startsWith(`${path} `))
      ?.trim()
      .replace(/ {2,}/g, ' | ')
  expect(stdout.split('\n')[0]).toBe('ORU^R01 L1, HL7 2.5.1, UNICODE UTF-8')
  expect(line('OBX[1]-11') ?? line('OBX-11')).toMatch(/Observation Result Status \| C \| \(.*correction/i)
  expect(line('PID-5.1')).toMatch(/Patient Name: Family Name \| Testpoplar$/)
  expect(line('PID-7')).toMatch(/19670923 \| \(1967-09-23\)$/)
  expect(line('OBX[2]-5')).toMatch(/Sch\u00f6n\\x0aund & gut$/)
  expect(line('ZZZ-1')).toMatch(/own$/)
})

test('--json gives the same as one object', async () => {
  const { code, stdout } = await run(parse, ['--json', '-'], { stdin: result })
  const { messages, problems } = JSON.parse(stdout)
  expect([code, problems]).toEqual([0, []])
  expect(messages).toHaveLength(1)
  expect(messages[0]).toMatchObject({ type: 'ORU^R01', controlId: 'L1', version: '2.5.1', notes: [] })
  expect(messages[0].rows).toContainEqual({
    line: 2,
    segment: 'PID Patient Identification',
    path: 'PID-8',
    name: expect.stringMatching(/sex/i),
    value: 'M',
    meaning: 'Male',
  })
})

test('files are shown one after the other, and a wrong one does not hide the others', async () => {
  const cwd = testFolder()
  writeFileSync(join(cwd, 'good.hl7'), result)
  writeFileSync(join(cwd, 'bad.hl7'), 'EVN|A01\rPID|1\r')
  const { code, stdout, stderr } = await run(parse, ['bad.hl7', 'good.hl7'], { cwd })
  expect(code).toBe(1)
  expect(stderr).toMatch(/^labloop parse: bad\.hl7: .*At byte 0\.\nBegin a message with MSH/)
  expect(stdout).toMatch(/^good\.hl7\nORU\^R01 L1/)
})

test('a batch is shown message by message; a wrong count is told and gives exit code 1', async () => {
  const batch = `BHS|^~\\&|LAB\r${result}${result.replace('|L1|', '|L2|')}BTS|3\r`
  const { code, stdout } = await run(parse, ['-'], { stdin: batch })
  expect(code).toBe(1)
  expect(stdout).toContain('ORU^R01 L1,')
  expect(stdout).toContain('ORU^R01 L2,')
  expect(stdout).toMatch(/Wrong around the messages:\n- BTS, byte \d+: BTS-1 says another number/)
  const right = await run(parse, ['-'], { stdin: batch.replace('BTS|3', 'BTS|2') })
  expect(right.code).toBe(0)
})

test('what is odd and readable is remarked on with its place', async () => {
  const torn = result.replace('Testpoplar^Finn', 'Testpoplar^\nFinn')
  const { code, stdout } = await run(parse, ['-'], { stdin: torn })
  expect(code).toBe(0)
  expect(stdout).toMatch(
    /Odd, and read all the same:\n(- .*\n)*- byte \d+: The line does not begin with a segment name/,
  )
})

test('an error has its place in JSON too, and no value of the message', async () => {
  const { code, stdout, stderr } = await run(parse, ['--json', '-'], {
    stdin: result.replace('UNICODE UTF-8', 'BIG-5'),
  })
  expect(code).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'hl7-character-set-refused', segment: 'MSH', field: 18 } })
  expect(stdout + stderr).not.toContain('Testpoplar')
})

test('a message cannot write control characters on the terminal', async () => {
  const { stdout } = await run(parse, ['-'], { stdin: result.replace('Testpoplar', 'Test\u001b[2J\u202epoplar') })
  expect(stdout).toContain('Test\\x1b[2J\\u202epoplar')
  expect(stdout).not.toMatch(/[\u001b\u202e]/)
})

test('--encoding reads messages that do not say their character set', async () => {
  const latin = Buffer.from(result.replace('||||||UNICODE UTF-8', ''), 'latin1')
  const { stdout } = await run(parse, ['--encoding', '8859/1', '-'], { stdin: latin })
  expect(stdout).toContain('Sch\u00f6n')
  const unknown = await run(parse, ['--encoding', 'klingon', '-'], { stdin: latin })
  expect([unknown.code, unknown.stdout]).toEqual([2, ''])
})

test('nothing on standard input is told as such', async () => {
  const { code, stderr } = await run(parse, [], { stdin: '' })
  expect([code, stderr]).toEqual([1, expect.stringMatching(/standard input: There is no message: the input is empty/)])
})

test.skipIf(!casesFolder)(`every real message is shown or refused with its place${casesNote}`, async () => {
  const files = caseFiles('messages').filter((path) => /\.(hl7|txt)$/.test(path))
  expect(files.length).toBeGreaterThan(50)
  for (const file of files) {
    const { code, stdout, stderr } = await run(parse, [join(casesFolder!, file)])
    expect([file, code <= 1, stdout === '' ? stderr !== '' : true]).toEqual([file, true, true])
    expect(stderr).not.toMatch(/\n\s+at /)
  }
})

test('a file is read that is larger than what a sender may send in one piece', async () => {
  const cwd = testFolder()
  const text = `MSH|^~\\&|A|B|C|D|20300101||ORU^R01|M1|P|2.5.1\rOBX|1|TX|A||${'x'.repeat(40 * 1024 * 1024)}\r`
  writeFileSync(join(cwd, 'large.hl7'), text)
  const { code, stdout } = await run(parse, ['large.hl7'], { cwd })
  expect(code).toBe(0)
  expect(stdout.slice(0, 40)).toContain('ORU^R01 M1')
})
