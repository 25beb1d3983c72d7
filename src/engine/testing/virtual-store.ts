export { storeError } from '../simulation/store.ts'
