// Another parser's published reading of a message, compared value by value and group by group. The other three of that
// source are left out: that parser takes no LF for a line end and reads the whole message as one segment.
import { Buffer } from 'node:buffer'
import { expect, test } from 'vitest'
import { caseBytes, casesFolder, casesNote } from '../../test/cases.ts'
import { type Group, groups, parseMessage, type Segment, value } from './index.ts'

type Tree = { readonly [key: string]: readonly (Tree | string)[] }

/** What the other parser read of a field: its leaves, with the numbers of component and subcomponent. */
function leaves(part: Tree | string, numbers: readonly number[] = []): [numbers: readonly number[], text: string][] {
  if (typeof part === 'string') return [[numbers, part]]
  return Object.entries(part).flatMap(([key, list]) =>
    list.flatMap((inner) => leaves(inner, [...numbers, Number(key.split('.')[1])])),
  )
}

function compareSegment(segment: Segment | undefined, tree: Tree): number {
  let count = 0
  for (const [key, repetitions] of Object.entries(tree)) {
    const [name = '', field] = key.split('.')
    expect(segment?.name).toBe(name)
    for (const [index, repetition] of repetitions.entries()) {
      for (const [[component = 0, sub = 0], text] of leaves(repetition)) {
        const read = value(segment!, Number(field), component, sub, field === '1' || field === '2' ? 0 : index + 1)
        expect(read?.trim(), `${key} ${component} ${sub}`).toBe(text.trim())
        count++
      }
    }
  }
  return count
}

/** Segments of a name in a group, or in a group of ours that the other parser does not make (SPECIMEN_OBSERVATION). */
function segmentsOf(group: Group, name: string, tree: Tree): Segment[] {
  const own = group.segments.filter((segment) => segment.name === name)
  const inner = group.groups.filter((child) => !Object.keys(tree).some((key) => key.endsWith(`.${child.name}`)))
  return [...own, ...inner.flatMap((child) => segmentsOf(child, name, tree))]
}

/** Segments and groups of one name stand in a list each; ours stand in order, so each list is taken from the front. */
function compareGroup(group: Group, tree: Tree): number {
  let count = 0
  for (const [key, list] of Object.entries(tree)) {
    const groupName = key.split('.')[1]
    const ours = groupName ? group.groups.filter((child) => child.name === groupName) : segmentsOf(group, key, tree)
    expect(ours, key).toHaveLength(list.length)
    for (const [index, inner] of list.entries()) {
      if (groupName) count += compareGroup(ours[index] as Group, inner as Tree)
      else count += compareSegment(ours[index] as Segment, inner as Tree)
    }
  }
  return count
}

test.skipIf(!casesFolder)(`a result is read as another parser reads it${casesNote}`, () => {
  const oracle = caseBytes('oracles/nodehl7c/valid__cerner__cerner_lead.js')
  const [tree] = Object.values(JSON.parse(Buffer.from(oracle).toString())) as Tree[]
  const ours = groups(parseMessage(caseBytes('messages/nodehl7c/cerner_lead.hl7')))
  expect(compareGroup(ours, tree!)).toBeGreaterThan(80)
})
