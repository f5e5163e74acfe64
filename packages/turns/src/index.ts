export { Places, type PlacesOptions, TooManyWaiting, type Work } from './places.ts'
export { Turns, type TurnsOptions } from './turns.ts'
