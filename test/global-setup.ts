// What a whole test run shares: one PostgreSQL server, started when the first test asks for a database and removed at the
// end. The one thing to know: LABLOOP_TEST_DATABASE_URL puts a server of your own in its place.
import { startTestServer } from '../src/adapters/postgres/embedded/testing.ts'

export default function setup(): () => void {
  return startTestServer()
}
