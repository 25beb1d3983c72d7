// What a receiver's answers to the probes prove. The one thing to know: one lie that was accepted is enough, since an
// application that had looked would have refused it; and nothing is concluded from a test in which the truth was not taken.
import type { Level } from '../../site/shapes/common.ts'
import type { Lie, Probe } from './probes.ts'

/** What came back for one probe. Codes are MSA-1; empty where nothing came. */
export type Reply = {
  readonly probe: Pick<Probe, 'lie' | 'title' | 'wants' | 'controlId'>
  /** CA, CE or CR, in enhanced mode. */
  readonly commit: string
  /** AA, AE or AR. */
  readonly application: string
  /** HL7 table 0357 code and segment that the refusal names, for people. */
  readonly error: string
  /** Whether the receiver's census shows what the probe said; null where it has none, or was not asked. */
  readonly shown: boolean | null
  readonly took_ms: number
}

export type LieVerdict = {
  /** What a positive acknowledgement proves; null where the test cannot tell. */
  readonly proves: Level | null
  /** One sentence. */
  readonly because: string
  /** The lies that were accepted. */
  readonly believed: readonly Lie[]
}

/** Judges a whole test. (HL7 v2.5.1 §2.9.2.2, §2.9.3) */
export function verdictOf(replies: readonly Reply[]): LieVerdict {
  const truth = replies.find(({ probe }) => probe.wants === 'taken')
  const probed = replies.filter(({ probe }) => probe.wants === 'refused')
  const believed = probed.filter(wasTaken).map(({ probe }) => probe.lie)
  const said = (proves: Level | null, because: string): LieVerdict => ({ proves, because, believed })
  if (replies.every(({ commit, application }) => commit === '' && application === '')) {
    return said(null, 'Nothing was answered: see that the receiver is up and that the address is right.')
  }
  if (believed.length > 0) {
    return said(
      'received',
      `It took ${believed.length} of ${probed.length} lies: some program has the message, no more.`,
    )
  }
  if (replies.every(({ application }) => application === '')) {
    return said('received', 'Only commit acknowledgements came (enhanced mode): they never prove more.')
  }
  if (!truth || !wasTaken(truth)) {
    return said(null, 'The right message was not taken either, so a refusal says nothing: give one that it takes.')
  }
  if (probed.some(({ application }) => application === '')) {
    return said('received', 'Some lies were neither refused nor taken: a later refusal cannot be told from none.')
  }
  if (replies.every(({ shown }) => shown !== null) && truth.shown && probed.every(({ shown }) => !shown)) {
    return said(
      'filed',
      'It refused every lie, and its census showed the right message as soon as it was acknowledged.',
    )
  }
  return said('accepted', 'It refused every lie with an application answer: the application itself has looked.')
}

/** A positive answer of the application; or of the line, where the application says nothing. */
function wasTaken({ commit, application }: Reply): boolean {
  return application === 'AA' || (application === '' && commit === 'CA')
}
