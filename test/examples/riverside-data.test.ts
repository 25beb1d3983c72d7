// Holds the catalogs and maps of Riverside to what its README says: nothing dangles, every LOINC code is true, and the
// two systems agree in meaning. The one thing to know: Riverside is the aligned site, so any difference here is a mistake.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { caseBytes, casesFolder, casesNote } from '../cases.ts'
import {
  age,
  age_days,
  byCode,
  catalogs,
  checkDigitHolds,
  closed,
  codes,
  codesOf,
  type Entry,
  entries,
  faults,
  folder,
  inCells,
  isNumeric,
  list,
  map,
  mapNames,
  of,
  overlap,
  type Row,
  rows,
  systems,
  through,
  translate,
} from './riverside-tables.ts'

const shared = map('components').map((row) => ({
  lis: byCode('lis-components').get(row.from_code ?? '') ?? {},
  ehr: byCode('ehr-components').get(row.to_code ?? '') ?? {},
}))
const sharedTests = map('tests').map((row) => ({
  ehr: byCode('ehr-orderables').get(row.from_code ?? '') ?? {},
  lis: byCode('lis-orderables').get(row.to_code ?? '') ?? {},
}))

describe('the catalogs', () => {
  test('hold at least 60 orderables with panels and 150 components with a LOINC code on both sides', () => {
    for (const system of systems) {
      const orderables = of(`${system}-orderables`)
      expect(orderables.filter((row) => row.active === 'yes').length).toBeGreaterThanOrEqual(60)
      expect(orderables.filter((row) => row.kind === 'panel').length).toBeGreaterThanOrEqual(20)
      expect(of(`${system}-components`).filter((row) => row.loinc).length).toBeGreaterThanOrEqual(150)
    }
  })

  test('are UTF-8 without a byte order mark, end every line with LF, and hold nothing that HL7 would have to escape', () => {
    for (const path of [
      ...Object.keys(catalogs).map((id) => `catalogs/${id}`),
      ...mapNames.map((id) => `maps/${id}`),
    ]) {
      const bytes = readFileSync(join(folder, `${path}.csv`))
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
      expect(text, path).not.toMatch(/\r|\uFEFF/)
      expect(text.endsWith('\n'), path).toBe(true)
      if (!path.endsWith('lis-orderables')) expect(text, path).not.toMatch(/[|^~\\&]/)
    }
    const reflexes = of('lis-orderables').map((row) => row.reflex ?? '')
    expect(reflexes.filter((text) => /[\^~\\&]/.test(text))).toEqual([])
  })

  test.each(Object.keys(catalogs))('%s names every code and every name once', (id) => {
    const names = of(id).map((row) => row.name)
    expect(new Set(codes(id)).size).toBe(codes(id).length)
    expect(new Set(names).size).toBe(names.length)
    expect(faults(of(id), (row) => (!row.code || !row.name) && 'no code or name')).toEqual([])
  })

  test('use only the words of their columns', () => {
    const words: Record<string, RegExp> = {
      kind: /^(test|panel)$/,
      result_mode: /^(snapshot|delta)$/,
      sensitive: /^(yes|no)$/,
      active: /^(yes|no)$/,
      required: /^(yes|no)$/,
      value_type: /^(NM|SN|ST|TX|CE|DT|TS)$/,
      precision: /^[0-3]?$/,
      delta_limit: /^(\d+(\.\d+)?%? in \d+[hd])?$/,
    }
    for (const [id, table] of Object.entries(catalogs)) {
      const wrong = faults(table, (row) => {
        const column = Object.keys(words).find((name) => name in row && !words[name]?.test(row[name] ?? ''))
        return column && `${column} is ${row[column]}`
      })
      expect(wrong, id).toEqual([])
    }
  })

  test.each(systems)('of %s name in orderables only components, questions and reflexes that exist', (system) => {
    const known = { components: codes(`${system}-components`), aoe: codes(`${system}-aoe`) }
    const orderables = codes(`${system}-orderables`)
    const wrong = faults(of(`${system}-orderables`), (row) => {
      const unknown = [
        ...list(row.components).filter((code) => !known.components.includes(code)),
        ...list(row.aoe).filter((code) => !known.aoe.includes(code)),
        ...list(row.reflex).filter((reflex) => !orderables.includes(reflex.split(':')[0] ?? '')),
      ]
      const kind = list(row.components).length > 1 ? 'panel' : 'test'
      return unknown.join(' ') || (!row.components && 'no component') || (row.kind !== kind && `is a ${kind}`)
    })
    expect(wrong).toEqual([])
  })

  test.each(systems)(
    'of %s reach every component and question from an orderable, and every specimen fits',
    (system) => {
      const components = byCode(`${system}-components`)
      const reached = inCells(`${system}-orderables`, 'components')
      expect(codes(`${system}-components`).filter((code) => !reached.has(code))).toEqual([])
      const asked = inCells(`${system}-orderables`, 'aoe')
      expect(codes(`${system}-aoe`).filter((code) => !asked.has(code))).toEqual([])
      const wrong = faults(of(`${system}-orderables`), (row) =>
        list(row.components).find(
          (code) => !list(components.get(code)?.specimen).some((one) => list(row.specimen).includes(one)),
        ),
      )
      expect(wrong).toEqual([])
    },
  )

  test('name in a reflex a component of the test itself, with a limit or an answer that it can have', () => {
    const components = byCode('lis-components')
    const conditions = of('lis-orderables').flatMap((row) =>
      list(row.reflex).flatMap((reflex) => (reflex.split(':')[1] ?? '').split('|').map((text) => ({ row, text }))),
    )
    const wrong = conditions.filter(({ row, text }) => {
      const [, code = '', sign, limit = ''] = /^(\w+)([<>=])(.+)$/.exec(text) ?? []
      const component = components.get(code)
      if (!component || !list(row.components).includes(code)) return true
      return sign === '='
        ? !codesOf(component.coded_answers).includes(limit)
        : !isNumeric(component) || (!Number(limit) && limit !== '0')
    })
    expect(conditions.length).toBeGreaterThan(10)
    expect(wrong.map(({ text }) => text)).toEqual([])
  })
})

describe('LOINC', () => {
  const coded = () => [...systems.flatMap((system) => ['components', 'aoe'].flatMap((kind) => of(`${system}-${kind}`)))]

  test('codes have a true check digit and stand with their name, and only three shared components have none', () => {
    const wrong = faults(coded(), (row) => {
      if (!row.loinc) return row.loinc_name && 'a name without a code'
      return (!checkDigitHolds(row.loinc) && 'check digit') || (!row.loinc_name && 'a code without a name')
    })
    expect(wrong).toEqual([])
    expect(faults(of('lis-components'), (row) => !row.loinc && 'no LOINC')).toEqual(
      ['GLUTM', 'ABORH', 'ABSC'].map((code) => `${code}: no LOINC`),
    )
  })

  test('codes are those of one component each within a system', () => {
    for (const system of systems) {
      const used = of(`${system}-components`).flatMap((row) => (row.loinc ? [row.loinc] : []))
      expect(used.filter((loinc, index) => used.indexOf(loinc) !== index)).toEqual([])
    }
  })

  test.skipIf(!casesFolder)(
    `codes and long common names are those of the LOINC list, letter by letter${casesNote}`,
    () => {
      const names = new Map(
        rows(caseBytes('terminology/loinc/loinc_subset.csv')).map((row) => [row.loinc ?? '', row.long_common_name]),
      )
      const wrong = faults(coded(), (row) => row.loinc && names.get(row.loinc) !== row.loinc_name && row.loinc)
      expect(coded().filter((row) => row.loinc).length).toBeGreaterThan(600)
      expect(wrong).toEqual([])
    },
  )

  test('names agree with unit and value type: mass with grams, activity with U/L, presence with words', () => {
    const expected: [RegExp, RegExp][] = [
      [/\[Mass\/volume\]/, /^(m|u|mc|n|p)?g\/(dL|mL|L)( \(?FEU\)?)?$/],
      [/\[Moles\/volume\]/, /^([mun]mol|mEq)\/L$/],
      [/\[Enzymatic activity\/volume\]/, /^U\/L$/],
      [/\[Units\/volume\]/, /^((IU|U|uIU|mIU)\/m?L|IU\/L|[Ii]ndex)$/],
      [/\[Mass\/time\]/, /^m?g\/24 ?hr?$/],
      [/\[Partial pressure\]/, /^mm ?Hg$/],
      [/\[Volume Fraction\]|\/Hemoglobin\.total|actual\/normal|\/100 (leukocytes in|cells|erythrocytes)/, /^%$/],
      [/\[#\/volume\] (?!\(viral)/, /^(x10\([36]\)|K|M|cells)?\/uL$/],
      [/\[#\/area\]/, /^\/[HhLl][Pp][Ff]$/],
      [/\[(Presence|Identifier|type|Titer|Interpretation)\]/, /^$/],
      [/\[Susceptibility\]/, /^u?m?c?g\/mL$/],
    ]
    const wrong = faults(of('lis-components').concat(of('ehr-components')), (row) => {
      const rule = expected.find(([name]) => name.test(row.loinc_name ?? ''))
      const number = /\[(Presence|Identifier|type|Titer|Interpretation)\]/.test(row.loinc_name ?? '') && isNumeric(row)
      return (rule && !rule[1].test(row.unit ?? '') && `${row.loinc_name} in ${row.unit}`) || (number && 'a number')
    })
    expect(wrong).toEqual([])
  })

  test('has its notice in the folder', () => {
    const notice = readFileSync(join(folder, 'LOINC-NOTICE.txt'), 'utf8').replaceAll(/\s+/g, ' ')
    expect(notice).toContain(
      'This material contains content from LOINC (http://loinc.org). LOINC is copyright © 1995-2024',
    )
    expect(notice).toContain('is available at no cost under the license at http://loinc.org/license')
  })
})

describe('ranges and limits', () => {
  test.each(systems)('of %s can be read, are the right way round and never give one person two ranges', (system) => {
    const wrong = faults(of(`${system}-components`), (row) => {
      const all = entries(row.ranges)
      const unreadable = isNumeric(row) && all.find(({ limits }) => !closed(limits, row.precision))
      if (unreadable) return `cannot read ${unreadable.limits}`
      const answers = list(row.coded_answers)
      const text = !isNumeric(row) && all.find(({ limits }) => !answers.includes(limits))
      if (text) return `${text.limits} is no answer`
      const crossed = all.find(({ limits }) => {
        const { low, high } = closed(limits, row.precision) ?? { low: 0, high: 0 }
        return low > high
      })
      const twice = all.some((one, index) => all.slice(index + 1).some((other) => overlap(one, other)))
      return (crossed && 'crossed') || (twice && 'two ranges for one person')
    })
    expect(wrong).toEqual([])
  })

  test.each(systems)('of %s write as many decimals as the component reports', (system) => {
    const wrong = faults(of(`${system}-components`), (row) => {
      if (!isNumeric(row) || row.precision === '') return false
      const numbers = entries(row.ranges).flatMap(({ limits }) => limits.match(/\d+(\.\d+)?/g) ?? [])
      return numbers.find((number) => (number.split('.')[1] ?? '').length !== Number(row.precision))
    })
    expect(wrong).toEqual([])
  })

  test.each(systems)('of %s put critical limits outside the ranges of adults, and flag what they limit', (system) => {
    const flag = system === 'lis' ? { low: 'LL', high: 'HH' } : { low: 'LO!', high: 'HI!' }
    const wrong = faults(of(`${system}-components`), (row) => {
      const adult = entries(row.ranges).filter(({ before }) => before > 18 * age_days.y)
      const ranges = adult.map(({ limits }) => closed(limits, row.precision) ?? { low: 0, high: 0 })
      const low = row.critical_low && ranges.some((range) => Number(row.critical_low) >= range.low)
      const high = row.critical_high && ranges.some((range) => Number(row.critical_high) <= range.high)
      const flags = list(row.flags)
      const unflagged =
        flags.includes(flag.low) !== Boolean(row.critical_low) ||
        flags.includes(flag.high) !== Boolean(row.critical_high)
      return ((low || high) && 'critical inside the range') || (unflagged && 'flags and criticals differ')
    })
    expect(wrong).toEqual([])
  })
})

describe('typical values of the lab', () => {
  const numbers = /^(?:([MF])(?: (\d+[dmy])-(\d+[dmy])?)?:)?mean (\S+) sd (\S+) min (\S+) max (\S+)$/

  test('are numbers around the middle of their range, inside bounds that hold ranges and critical limits', () => {
    const measured = of('lis-components').filter((row) => row.value_type === 'NM')
    const wrong = faults(measured, (row) => {
      const bad = list(row.typical).find((text) => {
        const [, sex = '', from, before, ...rest] = numbers.exec(text) ?? []
        const [mean = Number.NaN, sd = 0, min = 0, max = 0] = rest.map(Number)
        if (!(sd > 0 && min <= mean && mean <= max)) return true
        const person = { sex, from: age(from) ?? 18 * age_days.y, before: age(before) ?? 120 * age_days.y, limits: '' }
        const all = entries(row.ranges).filter((one) => overlap(one, person))
        const ranges = all.flatMap(({ limits }) => closed(limits, row.precision) ?? [])
        const critical = [row.critical_low, row.critical_high].flatMap((limit) => (limit ? [Number(limit)] : []))
        const middle = ranges.length === 0 || ranges.some(({ low, high }) => low <= mean && mean <= high)
        const bounds = [...critical, ...ranges.flatMap(({ low, high }) => (high === Infinity ? [low] : [high]))]
        return !middle || bounds.some((bound) => bound < min || bound > max)
      })
      return bad ?? (!row.typical && 'none')
    })
    expect(measured.length).toBeGreaterThan(150)
    expect(wrong).toEqual([])
  })

  test('are otherwise answers that the component can have, with weights that make 100 percent', () => {
    const worded = of('lis-components').filter((row) => row.value_type !== 'NM')
    const wrong = faults(worded, (row) => {
      const choices = list(row.typical).map((text) => /^(.+)\*(\d+)$/.exec(text)?.slice(1) ?? [])
      const answers = row.value_type === 'CE' ? codesOf(row.coded_answers) : list(row.coded_answers)
      const total = choices.reduce((sum, [, weight]) => sum + Number(weight), 0)
      const unknown = choices.find(([text = '']) => answers.length > 0 && !answers.includes(text))
      const form = row.value_type === 'SN' && choices.find(([text = '']) => !/^([<>]=?)?\d+(\.\d+)?(-\d+)?$/.test(text))
      return (total !== 100 && `weights make ${total}`) || (unknown ?? (form || []))[0]
    })
    expect(worded.length).toBeGreaterThan(50)
    expect(wrong).toEqual([])
  })
})

describe('the maps', () => {
  const places: Record<string, (system: string) => Iterable<string>> = {
    tests: (system) => codes(`${system}-orderables`),
    components: (system) => codes(`${system}-components`),
    units: (system) =>
      of(`${system}-components`)
        .concat(of(`${system}-aoe`))
        .map((row) => row.unit ?? ''),
    flags: (system) => inCells(`${system}-components`, 'flags'),
    specimens: (system) => inCells(`${system}-orderables`, 'specimen'),
    priorities: (system) => inCells(`${system}-orderables`, 'priorities'),
    statuses: () => [...'ABCDFIOPRSWX', 'CA', 'CM', 'DC', 'ER', 'HD', 'IP', 'RP', 'SC'],
    aoe: (system) => [...codes(`${system}-aoe`), ...of(`${system}-aoe`).flatMap((row) => codesOf(row.coded_answers))],
  }

  test.each(mapNames)('map %s points at codes that exist, was approved, and answers every question once', (name) => {
    const wrong = faults(map(name), (row) => {
      const ends = [
        [row.from_system ?? '', row.from_code ?? ''] as const,
        [row.to_system ?? '', row.to_code ?? ''] as const,
      ]
      const dangling = ends.find(([system, code]) => !new Set(places[name]?.(system)).has(code))
      if (dangling) return `no ${dangling.join(' ')}`
      if (row.status !== 'approved' || !row.approved_by || !/^2026-\d\d-\d\d$/.test(row.approved_on ?? ''))
        return 'approval'
      if (!/^([a-z]+=\S+)?$/.test(row.context ?? '')) return 'context'
      return row.direction !== 'both' && row.direction !== 'forward' && 'direction'
    })
    expect(wrong).toEqual([])
    const questions = map(name).flatMap(({ from_system, from_code, to_system, to_code, context, direction }) => [
      `${from_system} ${from_code} ${context}`,
      ...(direction === 'both' ? [`${to_system} ${to_code} ${context}`] : []),
    ])
    expect(questions.filter((one, index) => questions.indexOf(one) !== index)).toEqual([])
  })

  test('hold every code that both sides have; only the smear review and the retired bleeding time stand alone', () => {
    const alone = (catalog: string, name: string, system: string) => {
      const mapped = translate(name, system)
      return codes(catalog).filter((code) => !mapped.has(code))
    }
    expect(alone('lis-orderables', 'tests', 'lis')).toEqual(['PSMR'])
    expect(alone('ehr-orderables', 'tests', 'ehr')).toEqual(['LAB130'])
    expect(alone('lis-components', 'components', 'lis')).toEqual(['PSMRT'])
    expect(
      alone('ehr-components', 'components', 'ehr').map((code) => byCode('ehr-components').get(code)?.name),
    ).toEqual(['Bleeding time'])
    expect(byCode('ehr-orderables').get('LAB130')?.active).toBe('no')
    for (const system of systems) expect(alone(`${system}-aoe`, 'aoe', system)).toEqual([])
    for (const [name, column] of [
      ['specimens', 'specimen'],
      ['priorities', 'priorities'],
    ] as const) {
      for (const system of systems) {
        const mapped = translate(name, system)
        expect([...inCells(`${system}-orderables`, column)].filter((code) => !mapped.has(code))).toEqual([])
      }
    }
  })

  test('turn mEq/L into mmol/L for ions of one charge only, component by component', () => {
    const single = /^(Sodium|Potassium|Chloride|Bicarbonate|Carbon dioxide, total|Lithium|Anion gap|Base excess)/
    const milliequivalents = map('units').filter((row) => row.from_code === 'mEq/L')
    const components = milliequivalents.map((row) => row.context?.replace('component=', '') ?? '')
    const used = of('lis-components').filter((row) => row.unit === 'mEq/L')
    expect(components).toEqual(used.map((row) => row.code))
    expect(faults(used, (row) => !single.test(row.loinc_name ?? '') && row.loinc_name)).toEqual([])
  })

  test.skipIf(!casesFolder)(`send the lab specimens of HL7 table 0487 or the six local ones${casesNote}`, () => {
    const table = rows(caseBytes('terminology/hl7_tables/hl7_v2_tables_lab.csv')).filter((row) => row.table === '0487')
    const official = new Set(table.map((row) => row.code))
    const local = [...inCells('lis-orderables', 'specimen')].filter((code) => !official.has(code))
    expect(local.sort()).toEqual(['BLDC', 'CVX', 'NARES', 'NPS', 'THRT', 'UR24'])
  })
})

describe('the two systems agree', () => {
  test('on what an orderable is: components, specimens, priorities, questions, mode and sensitivity', () => {
    const to = {
      components: translate('components', 'lis'),
      aoe: translate('aoe', 'lis'),
      tests: translate('tests', 'lis'),
    }
    const words = { specimen: translate('specimens', 'lis'), priorities: translate('priorities', 'lis') }
    const wrong = sharedTests.flatMap(({ ehr, lis }) => {
      const reflexes = list(lis.reflex).map((reflex) => to.tests.get(reflex.split(':')[0] ?? ''))
      const same =
        through(to.components, lis.components).join() === list(ehr.components).join() &&
        through(to.aoe, lis.aoe).join() === list(ehr.aoe).join() &&
        through(words.specimen, lis.specimen).join() === list(ehr.specimen).join() &&
        through(words.priorities, lis.priorities).join() === list(ehr.priorities).join() &&
        reflexes.filter((code) => code).join() === list(ehr.reflex).join() &&
        lis.result_mode === ehr.result_mode &&
        lis.sensitive === ehr.sensitive &&
        lis.active === ehr.active
      return same ? [] : [lis.code]
    })
    expect(wrong).toEqual([])
  })

  test('on what a component is: LOINC, value type, unit, precision, flags, answers and critical limits', () => {
    const flags = translate('flags', 'lis')
    const specimens = translate('specimens', 'lis')
    const units = translate('units', 'lis')
    const wrong = shared.flatMap(({ ehr, lis }) => {
      const unit = units.get(lis.unit ?? '') ?? translate('units', 'lis', `component=${lis.code}`).get(lis.unit ?? '')
      const columns = [
        'loinc',
        'loinc_name',
        'value_type',
        'precision',
        'coded_answers',
        'critical_low',
        'critical_high',
      ]
      const different = columns.filter((column) => lis[column] !== ehr[column])
      if ((unit ?? '') !== ehr.unit) different.push('unit')
      if (through(flags, lis.flags).join() !== list(ehr.flags).join()) different.push('flags')
      if (through(specimens, lis.specimen).join() !== list(ehr.specimen).join()) different.push('specimen')
      return different.map((column) => `${lis.code}: ${column}`)
    })
    expect(wrong).toEqual([])
  })

  test('on ranges: an adult who is normal in one system is normal in the other', () => {
    const adult = (row: Row): Entry[] => entries(row.ranges).filter(({ before }) => before > 18 * age_days.y)
    const said = (row: Row): string[] =>
      adult(row).map(({ limits, ...population }) =>
        JSON.stringify([population, isNumeric(row) ? closed(limits, row.precision) : limits]),
      )
    const wrong = shared.filter(({ ehr, lis }) => said(ehr).join() !== said(lis).join())
    expect(wrong.map(({ lis }) => lis.code)).toEqual([])
    expect(shared.filter(({ ehr, lis }) => ehr.ranges !== lis.ranges).length).toBeGreaterThan(30)
  })

  test('on questions: LOINC, value type, unit, whether an answer is required, and the text of each answer', () => {
    const questions = translate('aoe', 'ehr')
    const units = translate('units', 'ehr')
    const wrong = faults(of('ehr-aoe'), (ehr) => {
      const lis = byCode('lis-aoe').get(questions.get(ehr.code ?? '') ?? '') ?? {}
      const answers = translate('aoe', 'ehr', `question=${ehr.code}`)
      const inLab = list(ehr.coded_answers).map((answer) => {
        const [code = '', text] = answer.split('=')
        return `${answers.get(code)}=${text}`
      })
      const different = ['loinc', 'value_type', 'required'].find((column) => ehr[column] !== lis[column])
      const unit = ehr.unit && units.get(ehr.unit) !== lis.unit && 'unit'
      return different ?? (unit || (inLab.join(';') !== lis.coded_answers && 'answers'))
    })
    expect(wrong).toEqual([])
  })
})
