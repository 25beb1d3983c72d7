// A thread of a storm: opens the site, then plays the worlds that it is given, one after the other.
import { parentPort, workerData } from 'node:worker_threads'
import { runStormWorld } from '../../rehearsal/storm/run-world.ts'
import { type FromWorker, planOf, type StormJob, type StormTask, settingOf } from './storm-task.ts'

const job = workerData as StormJob
const setting = await settingOf(job.folder)
const say = (said: FromWorker) => parentPort!.postMessage(said)

parentPort!.on('message', (task: StormTask) => {
  runStormWorld(planOf(job, task), setting).then(
    (result) => say({ say: 'done', result }),
    (error: Error) => say({ say: 'failed', index: task.index, error: error.stack ?? error.message }),
  )
})
say({ say: 'ready', revision: setting.site.revision })
