// A run in virtual time as a live run would have left it: one system's books and its ends of the wires are taken away, and read
// off what is left. The one thing to know: what was taken away is at hand, so what was read can be held against it.

import { inwardOf, withFarEnd } from '../../src/rehearsal/live/far-end.ts'
import { awaitOpened, meeting } from '../../src/rehearsal/live/meeting.ts'
import { shadowLab } from '../../src/rehearsal/live/shadow-lab.ts'
import { openCast } from '../../src/rehearsal/play/cast.ts'
import type { Evidence } from '../../src/rehearsal/play/evidence.ts'
import type { Prepared } from '../../src/rehearsal/scenario/prepare.ts'

const lines = { inward: inwardOf('lab'), outward: 'labloop-to-lab' }

/** Frames as Labloop's own ends of the wires to the laboratory show them. */
function withoutLab(frames: Evidence['frames']): Evidence['frames'] {
  return frames.filter(({ line, kind, end }) => {
    if (line === lines.inward) return end === (kind === 'message' ? 'arrived' : 'sent')
    if (line === lines.outward) return end === (kind === 'message' ? 'sent' : 'arrived')
    return true
  })
}

/** The run with the laboratory read off the wires. `prepared`: the scenario, where it was one. */
export function seenFromLabloop(evidence: Evidence, prepared?: Prepared): Evidence {
  const frames = withoutLab(evidence.frames)
  const cast = openCast({ patients: prepared?.play.patients ?? {}, seed: 'shadow', start: evidence.start })
  const meet = meeting(evidence.site, 'lab')
  const acts = [...evidence.acts]
  for (const frame of frames) {
    while (acts[0] && acts[0].at <= frame.at) {
      const { act } = acts.shift()!
      if (act.who === 'ehr' && act.act.do === 'order')
        for (const ask of act.act.asks) cast.place(ask.order, act.act.patient, ask.sameNumberAs)
      if (act.who === 'ehr' && act.act.do === 'replace') cast.place(act.act.by.order, '')
      if (act.who === 'lab' && prepared) awaitOpened(act, 'lab', prepared, cast)
    }
    meet(frame, cast)
  }
  const whole = withFarEnd(frames, 'lab')
  return {
    ...evidence,
    frames: whole,
    lab: shadowLab(whole, evidence.site, cast),
    keys: new Map([...evidence.keys, ...cast.keys]),
  }
}
