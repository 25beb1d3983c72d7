import { expect, test } from 'vitest'
import type { MessageLife } from '../../adapters/postgres/query.ts'
import { messageView } from './message-view.ts'

const head = 'MSH|^~\\&|LABRADOR|RIVERSIDE LAB|||20300101||ORU^R01^ORU_R01|R1|P|2.5.1'

function lifeOf(body: Buffer): MessageLife {
  const message = {
    id: 1,
    system: 'lis',
    connection: 'lis-results',
    messageType: 'ORU^R01',
    refused: '',
    receivedAt: 0,
    body,
  }
  return { message, revision: 'r', orderIds: [], deliveries: [] } as unknown as MessageLife
}

const nothing = { leftBehind: [], converted: [] }

test('a message without MSH-18 is shown in the character set of its system', () => {
  const body = Buffer.concat([Buffer.from(`${head}\rPID|1||7||Pr`), Buffer.from([0xf9]), Buffer.from('a^Ida\r')])
  const values = (encoding: string) => messageView(lifeOf(body), nothing, encoding).rows.map(({ value }) => value)
  expect(values('8859/2')).toContain('Průa')
  expect(values('8859/1')).toContain('Prùa')
})

test('what is left out of a very long message is said', () => {
  const long = Buffer.from(`${head}\r${'NTE|1|L|word\r'.repeat(2000)}`)
  const view = messageView(lifeOf(long), nothing, 'UNICODE UTF-8')
  expect(view.rows).toHaveLength(3000)
  expect(view.moreRows).toBe(true)
  expect(messageView(lifeOf(Buffer.from(`${head}\r`)), nothing, 'UNICODE UTF-8').moreRows).toBe(false)
})
