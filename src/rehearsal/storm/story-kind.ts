// One kind of story that a storm tells, with how often. The one thing to know: weights are shares of stories, not of orders;
// a kind that a site cannot tell is left out.
import type { Pen } from './pen.ts'
import type { StormMenu } from './storm-menu.ts'

export type StoryKind = {
  readonly name: string
  /** How often among all, in stories of a thousand. */
  readonly weight: number
  /** Orders that it opens at most. */
  readonly orders: number
  /** Whether the site has what it needs. */
  needs?(menu: StormMenu): boolean
  /** Why orders of it may end owned, where nothing else is wrong. */
  readonly planted?: string
  tell(pen: Pen): void
}
