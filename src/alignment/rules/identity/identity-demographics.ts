// Birth date and sex that cannot be read. The one thing to know: they choose the reference range and are how a wrong patient
// is noticed; what stands there is not told.
import { codeMeaning, parseDateTime, value } from '../../../hl7/index.ts'
import type { Rule } from '../../rule.ts'

/** Days that every month has, read at a glance; others are looked up. 31121960 is no day of the year 3112. */
const usual = /^(?:18|19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|1\d|2[0-8])$/

export const identityDemographics: Rule = {
  name: 'identity-demographics',
  family: 'identity',
  severity: 'normal',
  finds: 'A patient whose birth date cannot be read, or whose sex is not in HL7 table 0001.',
  explanation: 'Ranges by age and sex are chosen wrongly or not at all, and a mix-up of patients is not noticed.',
  example: 'The birth date comes as 03/04/1960, which is March to one reader and April to another.',
  remedy: 'Have the sender write YYYYMMDD and the codes of the table.',
  message({ pid, subject }, tell) {
    if (!pid) return
    const [birth, sex] = [value(pid, 7, 1) ?? '', value(pid, 8) ?? '']
    if (!usual.test(birth) && birth !== '' && birth !== '""' && !parseDateTime(birth, 0))
      tell({ subject, variant: 'PID-7', says: 'PID-7 (birth date) cannot be read as a time of HL7.' })
    if (sex !== 'F' && sex !== 'M' && sex !== '' && sex !== '""' && codeMeaning('0001', sex) === undefined)
      tell({ subject, variant: 'PID-8', says: 'PID-8 (sex) is not a code of table 0001.' })
  },
}
